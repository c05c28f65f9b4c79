"""How a question finds its paragraphs: candidates, features, a ranking, a reading, quotes.

1. What a person types around a question, such as greetings, reasons and thanks, is left out, and so
   is the form in which an answer is wanted: a summary, a count, the newest first (`framing`,
   `forms`). A question is searched as a whole and by its sentences. Slips of the keyboard are
   repaired by the words of the corpus. A name is searched for in the corpus's other spellings of it
   too, and a date in other forms (`dates`). If the question names a person who is interviewed, the
   answers of that person are also compared with the question without the name: who speaks says "I"
   (`find`).
2. Filters choose the paragraphs that may be found (`generation.filters`).
3. Candidates are the nearest paragraphs by vector and the best by BM25 (`find`). A paragraph has a
   vector of itself, as it is read under its headline and after the end of the paragraph before, and
   one of each of its sentences.
4. Seven features compare each candidate with the question. A linear model orders the candidates by
   them; a second one, the gate, computes the probability that the best of them answers (`ranking`).
   The coefficients and the bars are read from a file for each model (`calibration`, in
   `calibrations/`).
5. Of passages with the same words only the fullest is kept (`answer`).
6. If there is a reader, it reads the best six, and of a long one once more the sentence that fits
   with the one before it. That gives them a better order, other probabilities, and the sentence
   that answers. One that does not say the kind of thing that is asked, or does not deny what the
   question denies, is less probable; so is one that says nothing of what a question asks to be told
   is so, or of whom it asks that (`judging`, `claims`). Of its sentences one that says it is shown,
   or the heading above if only that does. Passages of articles that have none of the
   names asked about stand behind those that have.
7. The passages become quotes, and the probability of the best decides whether the outcome is
   `answer`, `related` or `nothing` (`answer`). Where it is asked who did not, a sentence that says
   only who did is `related` at most (`claims`); so is, where nothing was read, a passage that says
   nothing of what is asked to be so, and any passage where a summary or a count is wanted, or only
   a date was typed (`dates`).

A question in a script that the model does not read is searched by its words alone, with
coefficients that were fitted for that, and is not given to the reader. Read `find` first, then
`answer`; `asker` answers from whichever generation is live.

A corpus is asked through its shards (`generation.asking`): `find` puts together what they answer,
whether they are open here or elsewhere. Ties come in the order of the corpus, so that the answers
do not depend on how it is cut.

The package may import `index.generation`, `index.reading`, `index.embedding`, `index.store`,
`index.text`, `index.errors` and `index.records`.
"""
