"""Turns the shop's descriptions, typed in capitals, into names that are pleasant to read.

Only the look changes: spacing, case, stray punctuation and the shop's own "W" for "with". Spelling is
left as the shop had it, so that a name can still be found in the source.
"""

import re

SMALL_WORDS = {
  "a", "and", "at", "by", "de", "du", "for", "from", "in", "of", "on", "or", "the", "to", "with",
}
KEPT_AS_WRITTEN = {
  word.upper(): word
  for word in ("3D", "ABC", "BBQ", "DIY", "iPod", "LED", "TV", "UK", "US", "USA", "USB", "VIP", "WC")
}
WORD = re.compile(r"[A-Za-z0-9']+")
# Charges that the shop booked under a code of five digits, as if they were goods.
SERVICE = re.compile(r"^NEXT DAY CARRIAGE|^PACKING CHARGE|GIFT VOUCHER")
# What the shop's people typed in place of a name when they corrected their stock. A second guard: goods are
# named by their sales, and a note hardly ever stands on one.
STOCK_NOTE = re.compile(
  r"\?|DAMAGE|^CHECK|\bLOST\b|^WRONG|THROWN? AWAY|^FOUND|^MISSING|ADJUST|BARCODE|^MAILOUT|^RETURNED|SOLD AS"
  r"|^EBAY|^AMAZON|^DOTCOM( |$)|^FAULTY|UNSALEABLE|^SMASHED|^CRUSHED|^BROKEN|^SAMPLES|^SHOWROOM|^COUNTED|CREDIT"
)


def tidy(description: str) -> str:
  """The description with single spaces, a space after commas and no stray punctuation; its case untouched."""
  text = re.sub(r"\s+", " ", description)
  if not re.search(r"\b[A-Z],[A-Z]\b", text):
    text = re.sub(r" ?, ?", ", ", text)
  return text.strip(" .,*")


def is_stock_note(description: str) -> bool:
  """Whether the words tell of a correction of stock, or nothing at all, instead of naming goods."""
  text = tidy(description).upper()
  return not re.search(r"[A-Z]", text) or bool(STOCK_NOTE.search(text))


def is_service(description: str) -> bool:
  return bool(SERVICE.search(tidy(description).upper()))


def title(description: str) -> str:
  """The tidied description in title case: "SET/4 T LIGHTS W BOW" becomes "Set/4 T-Lights with Bow"."""
  text = tidy(description)
  text = re.sub(r"(?i)(?<=\w )W(?: ?/| )(?=\w)", "with ", text)
  text = re.sub(r"(?i)\bT[ -]?(LIGHTS?)\b", r"T-\1", text)
  return WORD.sub(lambda found: _cased(found.group(), text, found.start(), found.end()), text)


def _cased(word: str, text: str, start: int, end: int) -> str:
  upper = word.upper()
  if upper in KEPT_AS_WRITTEN:
    return KEPT_AS_WRITTEN[upper]
  stands_alone = text[max(start - 1, 0) : start] == " " and text[end : end + 1] == " "
  if word.lower() in SMALL_WORDS and stands_alone:
    return word.lower()
  if word[0].isdigit():
    return upper if re.fullmatch(r"\d+W", upper) else word.lower()
  return re.sub(r"[a-z]", lambda first: first.group().upper(), word.lower(), count=1)
