"""Checking quotes: one that was given, one that somebody pasted, and all those of a draft.

Read `receipts` first: a receipt is the short id of a quote, from which it is found again. Then:

- `standing`: a receipt -> the quote, and what became of it: verified, moved, changed, withdrawn
- `quotations`: a quotation as somebody wrote it -> its words, with the gaps that it marks
- `aligning`: the words of a quotation beside those of a text -> where they agree and differ
- `finding`: a quotation -> a verdict from the whole corpus: verbatim, drift, joined, or not there
- `speaking`: who is said to have spoken, in a draft and in the corpus
- `extracting`: a draft -> its quotations, each with its place and its attribution
- `checker`: all of this over an opened corpus, for whoever checks many
- `absence`: a no that can be cited, and its receipt: a package of its own
- `citing`: a quote with its receipt, written for other programs: a package of its own

No model is needed: words decide. Nothing that is checked is stored. The package may import
`index.generation`, `index.store`, `index.text`, `index.errors` and `index.records`.
"""
