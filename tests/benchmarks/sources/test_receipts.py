import random
from collections import Counter

from benchmarks.sources.receipts import EXPECTED, alter, is_refused, make, verdicts


def test_a_thousand_quotes_of_articles_edited_at_random_get_the_right_verdict() -> None:
    chance = random.Random(3)
    made = [make(f"a{number}", chance) for number in range(50)]
    found = Counter(verdicts(made))
    assert found.total() == 1000
    assert {verdict for _, verdict in found} == set(EXPECTED.values())
    assert [pair for pair in found if pair[0] != pair[1]] == []
    receipts = [receipt for article in made for receipt, _ in article.expected]
    assert all(is_refused(alter(receipt, chance)) for receipt in receipts)
