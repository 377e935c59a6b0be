"""Numbers in words, where a sentence reads better so."""

WORDS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


def in_words(number: int) -> str:
    """Write a count in a word, such as `three`; in digits where the word would be long."""
    return WORDS[number] if number < len(WORDS) else str(number)
