"""Sorts goods by the words of their names: categories, and attributes such as colour and size.

A rule is a list of patterns over whole words of the name in capitals. The order of the rules is the order of
what says most about a thing: of those that fit, the first three count. "Decorations" is also what is left for
motifs (a heart, a bird, a rose) when nothing says what the thing is for.
"""

import re
from typing import NamedTuple

CATEGORIES_PER_PRODUCT = 3
MOTIFS_GO_TO = "Decorations"
OTHERWISE = "Gifts"


class Rule(NamedTuple):
  """`words` make a name belong to the category; `but_not` are taken out of the name before looking."""

  category: str
  words: str
  but_not: str = ""


RULES = (
  Rule(
    "Christmas",
    r"""\w*CHRISTMAS\w*, XMAS, SANTAS?, REINDEER, ADVENT, BAUBLES?, SNOWM[AE]N, SNOWFLAKES?, MISTLETOE,
    MISELTOE, NOEL, RUDOLPH, YULETIDE, ICICLES?, TINSEL, STOCKINGS?, NATIVITY, GOOSE FEATHER TREE,
    SNOW STAR, HOLLY, JINGLE BELLS?, TREE DECORATIONS?, SCANDISPOT""",
  ),
  Rule(
    "Easter",
    r"""EASTER, CHICKS?, BUNN(?:Y|IES), HENS?, EGGS? (?:COSY|WARMER), RABBITS?, CHICKEN""",
    r"""NINJA RABBIT, HEN PARTY""",
  ),
  Rule(
    "Jewellery & Accessories",
    r"""NECKL\w*, BRACE?LETS?, EARRINGS?, RINGS?, BROOCH(?:ES)?, BANGLES?, CHOKER, PENDANT, LARIAT,
    CHARMS?, HAIR\w*, \w*TIARAS?, KEY ?RINGS?, KEY[- ]CHAINS?, KEY FOBS?, SCARF, BADGES?, GLOVES?,
    SUNGLASSES, HAT, LEIS?, BELT, WATCH, SOMBRERO, SHAWL, SARONG, SLIPPERS?, SOCKS?, TRINKET,
    JEWELLERY, JEWEL BOX, (?:POCKET|COMPACT) MIRROR, DIAMANTE CHAIN, GRASS SKIRT""",
    r"""NAPKIN (?:RINGS?|CHARMS?), WASHING UP GLOVES?, CAT WITH SCARF, SCARF KNITTING KIT,
    CHRISTMAS SOCKS?, REEL SOCKS?""",
  ),
  Rule("Clocks", r"""\w*CLOCKS?"""),
  Rule(
    "Bags & Purses",
    r"""BAGS?, HANDBAGS?, \w*SHOPPER, TOTE, PURSES?, WASHBAGS?, BACKPACK, WALLETS?, SATCHEL, RUCKSACK""",
    r"""BAG CHARMS?, GIFT BAGS?, PARTY BAGS?, (?:IN|GAUZE) BAG, BAG OF, BAG \d+G, PEG BAG,
    (?:DOCTOR|NURSE)'S BAG SOFT""",
  ),
  Rule(
    "Travel & Outdoors",
    r"""LUGGAGE, \w*PASSPORT, UMBRELLAS?, RAIN\w*, PICNIC, TRAVEL, TRAVELING, FLASK, LUNCH, CAMPING,
    BEACH, SNACK, FANS?, OVERNIGHT, SUITCASE, WINDSOCK, HAMMOCK, SEASIDE, SANDCASTLE""",
    r"""BEACH HUT, TROPICAL BEACH, SEASIDE JIGSAW""",
  ),
  Rule(
    "Candles & Fragrance",
    r"""T-LIGHTS?, TEA ?LIGHTS?, \w*CANDL\w*, VOTIVE, CANDELABRA, MATCHES, \w*INCENSE, SCENTS?, SCENTED,
    OIL BURNER, FRAGRANCE, POT ?POURI, OILS?, (?:DRAWER|B'DRAW) LINERS?""",
  ),
  Rule(
    "Lighting",
    r"""LIGHTS?, \w*LAMPS?, LAMPSHADES?, SHADE, LANTERNS?, CHANDELIER, LIGHTBULBS?, LED, SUNJAR,
    SILICON CUBE""",
    r"""T-LIGHTS?, TEA LIGHTS?, LIGHT (?:BLUE|PINK|GREEN|TOPAZ), CHANDELIER EARRINGS""",
  ),
  Rule(
    "Toys & Games",
    r"""TOYS?, GAMES?, JIGSAWS?, DOLLS?, SKITTLES?, PUZZLES?, TEDD(?:Y|IES), BEAR, HELICOPTERS?,
    PLAYHOUSE, DOMINOES, SNAP CARDS, SKIPP+ING, MARBLES, ROBOTS?, PUPPETS?, BUBBLES?,
    SPINNING TOPS?, ROCKING HORSE, NINJA RABBIT, SPACE (?:CADET|FROG), MONSTER,
    (?:MAGIC|MAGNETIC) DRAWING, DRAWING SLATE, HEADS AND TAILS, PLAYING CARDS, GLIDER, TRAIN,
    CREATURES?, CRAWL\w+, DINOSAURS?, BOOM ?BOX, RADIO, BLOCKS?, NOUGHTS, LUDO, SNAKES?, CHESS,
    BINGO, WATER BOMBS?, STRESS BALL, SWING, CATAPULT, SOLDIERS?, GUMBALL, TATTOOS?, INFLATABLE,
    HARMONICA, FLYING DISC, MODELLING CLAY, GLOW IN DARK, RATTLE""",
    r"""BLOCK (?:WORD|LETTERS)""",
  ),
  Rule(
    "Children",
    r"""CHILD\w*(?:'S)?, KIDS?, BAB(?:Y|IES), NURSERY, SPACEBOY, DOLLY GIRL, BOYS?, GIRLS?,
    CIRCUS PARADE, HEIGHT CHART, SCHOOL, PRINCESS""",
    r"""BABY (?:PINK|BLUE)""",
  ),
  Rule(
    "Gift Wrap",
    r"""WRAPS?, WRAPPING, RIBBONS?, GIFT (?:BAGS?|TAGS?|SACK), GIFT ?BOX(?:ES)?, TAPE, TAGS?,
    TISSUE PAPER, TWINE""",
    r"""IN GIFT BOX, TAPE MEASURE, MEASURING TAPE, (?:BARRIER|BANNER) TAPE, LUGGAGE TAGS?""",
  ),
  Rule(
    "Cards & Stationery",
    r"""NOTE ?BOOKS?, PENS?, PENCILS?, CARDS?, JOURNALS?, \w*STICKERS?, ERASERS?, RUBBERS?, SKETCHBOOK,
    STATIONERY, NOTELETS?, WRITING, RULERS?, CALCULATOR, HOLE PUNCH, POCKET BOOK, NOTEPAD, CALENDAR,
    MEMO, MEMOBOARD, LETTER (?:RACK|TRAY|HOLDER), STAMPS?, CHALK\w*, SHARPENERS?, BOOK ?MARKS?,
    BOOKS?, SCRAP, OFFICE, PAPERWEIGHT, P'WEIGHT, ENVELOPES?, SHOPPING LIST, BLACK ?BOARD,
    PHOTO CLIP, CARDHOLDER, POSTCARDS?, SCISSORS?""",
    r"""CARD WALLET, SNAP CARDS, PLAYING CARDS, BOOK BOX, RECIPE BOOK, ESSENTIAL BALM .*, COOK ?BOOK,
    RUBBER DUCKS?""",
  ),
  Rule(
    "Party",
    r"""PARTY, BALLOONS?, BUNTING, GARLANDS?, CONFETTI, INVITES?,
    PAPER (?:CUPS?|PLATES?|NAPKINS?|STRAWS?), STRAWS?, DOIL\w+, HONEYCOMB, BIRTHDAY, PAPER CHAIN,
    HALLOWEEN, WEDDING, DISCO, MIRROR BALL, CRACKERS?, BARRIER TAPE, COCKTAIL PARASOLS,
    COCKTAIL SWORDS, PLACE SETTINGS?, POPCORN, PENNANT, (?:CAR )?FLAG OF""",
    r"""GARLAND NECK.*""",
  ),
  Rule(
    "Baking & Cooking",
    r"""BAKING, (?:CAKE|PETIT FOUR) CASES?, MINI CASES, FRYING PAN, PAN, MOULDS?, APRON, OVEN, SCALES,
    MEASURING (?:SPOONS?|CUPS?|JUGS?|JAR), RECIPE\w*, (?:COOKIE|BISCUIT) CUTTERS?, ROLLING PIN,
    WHISK, SPATULA, CHOPPING, GRATER, COLANDER, TIMER, CAKE FRILL, CUPCAKES?, BOTTLE OPENER,
    CORKSCREW, LADLE, COOKING, COOK ?BOOK, KITCHEN, FOOD COVER, SPICE, PANTRY, ICE LOLLY,
    FRIDGE MAGNETS?, WASHING UP, TEA ?TOWELS?, CAKE SLICE, UTENSILS?, MITT, JAM MAKING, SQUEEZER""",
    r"""BATHROOM SCALES, CUPCAKE SINGLE HOOK""",
  ),
  Rule(
    "Tableware",
    r"""MUGS?, \w*CUPS?, PLATES?, \w*BOWLS?, TEA ?POTS?, SAUCERS?, BEAKERS?, CUTLERY, NAPKINS?,
    COASTERS?, PLACE ?MATS?, TRAYS?, DISH(?:ES)?, JUGS?, CAKE ?STANDS?, TUMBLERS?, CHALICE,
    (?:TEA|APERITIF|CHAMPAGNE|WINE|D\.O\.F\.) GLASS, PLATTERS?, MILKSHAKE GLASS, \w*SPOONS?, FORKS?,
    CHOPSTICKS?, TEA, COFFEE, SUGAR, CONDIMENT, PEPPER, BUTTER, TABLE CLOTH, TABLE RUN\w*, GOBLETS?,
    CLOCHE, BREAKFAST, DINNER, BELL JAR, CADDY, JAM POT, EGG HOLDER, TEATIME, TEA COSY, TOAST ITS,
    TOASTRACK""",
    r"""TEA ?TOWELS?, TEA LIGHTS?, MEASURING.*, DINNER CANDLES?, TEATIME (?:PEN|PUSH|FUNKY).*,
    CANDLES? .*BOWL, (?:CHILDS )?GARDEN FORK, LETTER TRAY, TRINKET TRAY, SILVER T-LIGHT.*,
    SPOON REST, TEA TIME TEDDY""",
  ),
  Rule(
    "Storage",
    r"""BOX(?:ES)?, BASKETS?, STORAGE, DRAWERS?, CABINETS?, RACKS?, TID(?:Y|IES), ORGANISER, TINS?,
    JARS?, BINS?, CHESTS?, BUCKETS?, CRATES?, CONTAINERS?, CANN?ISTERS?, HAMPER,
    (?:MONEY|PIGGY) BANK, PEG BAG, ENAMEL POT, BOTTLES?""",
    r"""(?:LUNCH|SNACK) BOX(?:ES)?, IN (?:\w+ )?(?:BOX|TIN|BASKET|BARN|JAR|BOWL), BOX OF, BOX/,
    JAM JAR T-LIGHT.*, DRAWER (?:LINERS?|KNOBS?), TISSUE BOX, HOT WATER BOTTLE, BOOM BOX,
    BOTTLE OPENER, BELL JAR, COAT RACK, JEWELLED (?:BOX|DRAWER), PLASTERS IN TIN, BOTTLE DRESSING""",
  ),
  Rule(
    "Signs & Wall Art",
    r"""(?:DOOR)?SIGNS?, PLAQUES?, PRINTS?, PICTURES?, POSTERS?, (?:WALL|CANVAS) ART, LETTERS, WORD,
    NUMBER TILES?, CANVAS, WALLHANGING, DOOR HANGER, CHALKBOARDS?, FLYING DUCKS""",
    r"""PRINT (?:BOWL|MULTI), PICTURE (?:FRAME|BOOK)""",
  ),
  Rule(
    "Mirrors & Frames",
    r"""MIRRORS?, MIRRORED, \w*FRAMES?, PHOTO\w*, ALBUMS?""",
    r"""MIRROR (?:MAGNETS|BALL|MOSAIC), (?:POCKET|COMPACT) MIRROR, PHOTO CLIP""",
  ),
  Rule(
    "Furniture & Fittings",
    r"""\w*KNOBS?, \w*HOOKS?, CABINETS?, TABLES?, CHAIRS?, STOOLS?, SHEL(?:F|VES), DOOR ?STOPS?,
    COAT RACKS?, HANGERS?, SEAT, POUFFE, SCREEN, MAGAZINE RACK, BOOK ?ENDS?, DESK, WASHSTAND,
    IRONING BOARD, THERMOMETER, BASIN""",
    r"""TABLE (?:CLOTH|RUN\w*|LAMP|DECORATION|LANTERN), CHRISTMAS TABLE, DOOR HANGER,
    DRESSING TABLE POT, SEAT CUSHION, CARD TABLE""",
  ),
  Rule(
    "Cushions & Textiles",
    r"""\w*CUSHIONS?, C/COVER, THROWS?, CURTAINS?, DOOR ?MATS?, TOWELS?, FLANNELS?, QUILT, RUGS?, MATS?,
    FILLER PAD, BLANKETS?, TABLE CLOTH, DRAUGHT EXCLUDER""",
    r"""PIN CUSHIONS?, TEA ?TOWELS?""",
  ),
  Rule(
    "Bath & Wellbeing",
    r"""BATH\w*, SOAPS?, TOILET, COSMETICS?, WASHBAGS?, TISSUES?, SHOWER, PLASTERS, LIP\w*, FLANNELS?,
    SPONGE, MANICURE, NAIL, BALM, PILL, APOTHECARY, EAR MUFF, WASHROOM, EYE ?MASK, MASSAGE,
    HOT WATER BOTTLES?, HOTTIE, (?:HAND|POCKET|MUG) WARMERS?""",
    r"""(?:TOILET|BATHROOM) METAL SIGN, TISSUE PAPER, SPONGE (?:CRAFT|STICKERS?)""",
  ),
  Rule(
    "Garden",
    r"""GARDEN\w*, PLANT(?:S|ERS?)?, WATERING, PARASOLS?, HERBS?,
    BIRD ?(?:HOUSE|TABLE|BATH|FEEDER|CAGE)S?, CHIMES?, WINDMILLS?, GNOMES?, TROWEL, SPADE, POTTING,
    SHED, FLOWER ?POTS?, WHEELBARROW, SECATEURS, GROW, TRELLIS, KNEELING, FLY SWAT, VASE,
    FIRE BUCKET, PEGS""",
    r"""MAGIC GARDEN, GARDEN PATH, COTTAGE GARDEN, COCKTAIL PARASOLS, POT PLANT CANDLES, PEGS? PLACE""",
  ),
  Rule(
    "Craft & Sewing",
    r"""\w*CRAFT\w*, SEW(?:ING)?, KNITTING, KITS?, PATCHES, BUTTONS?, ORIGAMI, IRON ON, PIN CUSHION,
    TAPE MEASURE, MEASURING TAPE, NEEDLES?, COLOURING, PAINT YOUR OWN, CROCHET, STONES, GLASS GEMS,
    MAKE YOUR OWN, SCRAP BOOK, TOOLS?, SCREWDRIVER, PAINT SET, CRAYONS?, WOOL""",
    r"""ORIGAMI .*INCENSE.*, STONES? NECKLACE, CROCHET (?:DOG|BEAR|FOOD)""",
  ),
  Rule(
    "Decorations",
    r"""DECORATIONS?, DEC, DECO\.WHITE, WREATHS?, ORNAMENTS?,
    (?:ARTIFICIAL|ARTIIFCIAL|ART|PAPER) FLOWERS?, MOBILES?, CHERUBS?, FIGURINES?, MAGNETS?,
    HANGING (?:\w+ )?(?:HEARTS?|STARS?|HEN|HEAD|BELLS?|CHICK|BUNNY)""",
  ),
)

MOTIFS = r"""HANGING, BELLS?, ANGELS?, FEATHERS?, WICKER, BUTTERFL(?:Y|IES), BIRDS?, DOVES?, HEARTS?, STARS?,
  TREE, SHELLS?, DECORATIVE, FAIRY, PORCELAIN, CERAMIC, HAND OPEN SHAPE, ZINC, ETCHED, WOOD,
  WOODEN, OWLS?, STRING, CHRYSANTHEMUMS?, ROSES?, FLOWERS?, FELT, TOADSTOOLS?, MUSHROOMS?, CATS?,
  PAINTED METAL, CACTI, BUDDHA, VINTAGE BEAD"""

COLOURS = r"""BLACK, BLUE, BROWN, BURGUNDY, COPPER, CREAM, GOLD, GREEN, GREY, IVORY, LILAC, ORANGE, PINK,
  PURPLE, RED, SILVER, TURQUOISE, WHITE, YELLOW"""
MATERIALS = r"""CERAMIC, COTTON, ENAMEL, FELT, GLASS, METAL, PAPER, PORCELAIN, SLATE, WICKER, WOOD, WOODEN, ZINC"""
SIZES = r"""SMALL, MEDIUM, LARGE, GIANT, MINI, JUMBO"""


def _any_of(words: str) -> re.Pattern[str]:
  return re.compile(r"\b(?:" + "|".join(word.strip() for word in words.split(",")) + r")\b")


_COMPILED = [
  (rule.category, _any_of(rule.words), _any_of(rule.but_not) if rule.but_not else None) for rule in RULES
]
_MOTIF = _any_of(MOTIFS)
_COLOUR = _any_of(COLOURS)
_MATERIAL = _any_of(MATERIALS)
_SIZE = _any_of(SIZES)
_COUNT = r"(\d{1,3})\b(?!\.\d)(?! ?(?:CM|G|M)\b)"
_PACK = re.compile(r"\b(?:PACK|BOX|TUB)(?: OF |/| )" + _COUNT)
_SET = re.compile(r"\b(?:SET|S)(?: OF |/| )" + _COUNT)


def _folded(name: str) -> str:
  return re.sub(r"\s+", " ", name.upper())


def categories(name: str) -> list[str]:
  """One to three categories of goods with this name, most telling first; never none."""
  text = _folded(name)
  fitting = [
    category
    for category, wanted, misleading in _COMPILED
    if wanted.search(misleading.sub(" ", text) if misleading else text)
  ]
  if fitting:
    return fitting[:CATEGORIES_PER_PRODUCT]
  return [MOTIFS_GO_TO if _MOTIF.search(text) else OTHERWISE]


def attributes(name: str) -> dict[str, str]:
  """What the name says openly of colour, material, size and the number in a set or pack."""
  text = _folded(name)
  found: dict[str, str] = {}
  colours = list(dict.fromkeys(_COLOUR.findall(text.replace("ICE CREAM", ""))))
  if colours:
    found["colour"] = "/".join(colours).lower()
  material = _MATERIAL.search(text.replace("DRAWING SLATE", ""))
  if material:
    found["material"] = material.group().lower().replace("wooden", "wood")
  for key, pattern in (("pack", _PACK), ("set", _SET)):
    count = pattern.search(text)
    if count:
      found[key] = count.group(1)
  size = _SIZE.search(text)
  if size:
    found["size"] = size.group().lower()
  return found
