"""A no that can be cited: its receipt, which says what was searched, and can be checked for ever.

In reading order:

- `corpora`: what a generation holds, as far as it is searched, and what another has otherwise
- `negatives`: what a receipt of a no holds, and its letters
- `making`: an answer that is none, or a quotation that is nowhere -> its receipt
- `verdicts`: such a receipt -> whether it was given here, and whether the corpus is still the same

A question is never kept. What a receipt holds of it is a digest under a key, and the key is the
whole corpus that was searched: who does not have that can neither make a receipt nor guess at the
question of one.
"""
