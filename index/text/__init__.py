"""Words and slices: how the text of an article is cut, searched and quoted.

Read `quoting` first: it keeps the promise that a quote is a slice of its article. Then the others,
in the order in which a text passes through them:

- `blocks`: lines and blank lines -> pieces, each a paragraph or a part of one
- `interviews`: pieces -> who speaks and who asks, in transcripts and interviews
- `paragraphs`: an article -> its numbered paragraphs, and what each is understood with
- `sentences`, `abbreviations`: a paragraph -> its sentences; what ends in a stop inside of one
- `views`: an article -> the texts that are embedded for each paragraph, and its stems
- `stems`, `stopwords`: a text -> the stems of its words; words too common to search for
- `spellings`: a name -> the key that its spellings in other alphabets share
- `quoting`: a passage -> a quote, its speaker included, that was compared with its article
- `answering`: a long quote -> the sentences of it that answer, as a phone shows them
- `forms`: dates, web addresses and languages in their accepted forms
- `shown`: what somebody else wrote -> one printable line

Everything here is pure: nothing is read or written, and the same text gives the same slices. The
package may import `index.errors` and `index.records`.
"""
