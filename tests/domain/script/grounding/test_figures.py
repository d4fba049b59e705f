"""Numbers, units, dates and times: which ways of saying them are the same, and which are not."""

import pytest

from domain.script.grounding.check import Finding, check_turn
from domain.script.grounding.finding import FindingKind

BORNE_OUT = [
    ("It has 23 rooms.", "There are twenty-three rooms."),
    ("They sold 1,500,000 copies.", "They sold one and a half million copies."),
    ("They sold 1.5 million copies.", "They sold 1,500,000 of them."),
    ("About 33 % of the boats sank.", "A third of the boats sank."),
    ("Two in five pupils walk.", "Forty percent of the pupils walk."),
    ("90 per cent agreed.", "Nine out of ten agreed."),
    ("50 % of the wood was wet.", "Half of the wood was wet."),
    ("The share was 38.7 %.", "The share was about forty percent."),
    ("The share was 38.7 %.", "Nearly forty percent had it."),
    ("The road is 1,180 m long.", "The road is more than a kilometre long, some twelve hundred metres."),
    ("The train takes 90 minutes.", "It takes an hour and a half."),
    ("The race is 1,500 m.", "The race is one and a half kilometres long."),
    ("The pipe is 5 km long.", "The pipe is five kilometers long, about three miles."),
    ("It opened in 1984.", "It opened in nineteen eighty-four."),
    ("It opened in 2023.", "It opened in twenty twenty-three."),
    ("It opened in 1908.", "It opened in nineteen oh eight."),
    ("It opened in 1836.", "It opened in the eighteen-thirties, in the nineteenth century."),
    ("It was built in the 1980s.", "It was built in the eighties."),
    ("The treaty of 3 March 1911 ended it.", "It ended on March third, 1911."),
    ("Signed 2021-07-04.", "They signed on the fourth of July, 2021."),
    ("It left at 21:40.", "It left at twenty to ten in the evening."),
    ("The shop closes at 19:05.", "It closes at five past seven."),
    ("It closed at 14:15.", "It closed at a quarter past two."),
    ("The lights were out from 21:10 to 21:47.", "They were out for thirty-seven minutes."),
    ("It left on Monday at 18:00 and came on Tuesday at 13:05.", "It was on its way for some nineteen hours."),
    ("It rained from 28 February to 3 March.", "It rained for three days."),
    ("54 % of them walk.", "A bit over half of them walk."),
    ("It is the 3rd bridge and rose 17th in the list.", "The third bridge was seventeenth."),
    ("Henry VIII had six wives.", "Henry the Eighth had half a dozen wives."),
    ("It fell from 40 % to 25 %.", "It fell by fifteen percent in total, to twenty-five."),
    ("Sales grew from 200 to 400 boxes.", "Sales doubled."),
    ("It began in 1900 and ended in 1930.", "It ended thirty years later."),
    ("The fund of $6 million pays half.", "The fund covers three million dollars."),
    ("It cost $3.4 million.", "It cost three point four million dollars."),
    ("At least 12–14 hours are needed.", "You need twelve to fourteen hours."),
    ("The island has 88,410 cards.", "Eighty-eight thousand cards are in use."),
    ("It takes 2½ cups.", "It takes two and a half cups."),
    ("The mast is 1.20 m high.", "The mast is one metre twenty."),
    ("Population: 15\u202f700", "Some fifteen thousand seven hundred people live there."),
    ("| Quay | 211,500 | 48 |", "The Quay counts 211,500."),
    ("It lies at −36 °C.", "It is kept at minus thirty-six degrees."),
    ("The ofﬁce has 4 ﬂoors.", "The office has four floors."),
    ("Wood floats.¹² It burns [3].", "Wood floats and burns."),
    ("Python 3.11 is needed.", "You need Python three point eleven."),
    ("It listens on 127.0.0.1.", "It listens on 127.0.0.1."),
    ("Call 0800-555-019.", "The number is 0800-555-019."),
    ("The fair drew 1,240 people.", "Twelve hundred plus came. I agree a hundred percent."),
    ("Three in five pupils walk.", "Three out of every five pupils walk."),
    ("There is a bridge and a ferry.", "There might be a third option, but think twice. She’s in her forties."),
    ("The tower is 41.5 m high.", "It is forty-one metres tall, give or take, and higher than a fifteen-storey house."),
    ("The lamp stands 40 m above the sea.", "The lamp is a hundred and thirty feet up."),
    ("Twelve of the 24 panes broke.", "Half the panes broke."),
    ("94 percent of the runners finish.", "One in seventeen drops out."),
    ("They run four times a week.", "They run four times a week. Not five, not six."),
    ("There are 30 shows, five evenings a week.", "Thirty shows, five evenings a week for six weeks."),
    ("Her time was 2:24:05.", "She ran it in two twenty-four."),
    ("Shops may sell 0.1 percent, dentists use 6 percent.", "That’s sixty times as strong."),
    ("Each trip costs 25 kroner.", "Ten trips a week, that’s two hundred and fifty kroner."),
    ("The army passed in spring 1644.", "It passed in the spring of ’44."),
    ("A kilo fetched 1,850 dollars.", "A kilo went for eighteen hundred dollars."),
    ("They spent 16,000 kroner, and the others 158,000.", "The others spent about ten times that."),
    ("It opened in 1984.", "Wasn’t there one in 1990 as well?"),
    ("He led by four wins to three; it left at 21:40.", "It stood four to three."),
    ("They lasted 54 moves.", "They went on past fifty moves."),
    ("The budget was 88 million; it cost 112 million.", "That’s roughly a quarter over budget."),
    ("The hall lost 550 of its 2,300 seats.", "It went from 2,300 seats down to 1,750."),
    ("They slept for 6 h 58 min.", "They slept for six fifty-eight."),
    ("It costs $12.", "It costs twelve bucks, and it’s open 24/7."),
    ("No one came.", "One might say that three things went wrong, and one of them was the weather."),
    ("A herd has a leader.", "I think there are two sides to this."),
]

CHANGED = [
    ("The lights were out from 21:10 to 21:47.", "They were out for forty-seven minutes.", FindingKind.NUMBER),
    ("It rained from 28 February to 3 March.", "It rained for six days.", FindingKind.NUMBER),
    ("61 % of them walk.", "A bit over half of them walk.", FindingKind.NUMBER),
    ("It has 23 rooms.", "There are thirty-two rooms.", FindingKind.NUMBER),
    ("The share was 38.7 %.", "The share was about sixty percent.", FindingKind.NUMBER),
    ("The share was 38.7 %.", "More than forty percent had it.", FindingKind.NUMBER),
    ("It opened in 1984.", "It opened in nineteen forty-eight.", FindingKind.NUMBER),
    ("It opened in 1998.", "It opened in about 1989.", FindingKind.NUMBER),
    ("It was built in 1836.", "It was built in the eighteenth century.", FindingKind.NUMBER),
    ("It was built in 1836.", "It was built in the eighteen-sixties.", FindingKind.NUMBER),
    ("The pipe is 5 km long.", "The pipe is five miles long.", FindingKind.UNIT),
    ("It takes 40 ms.", "It takes forty seconds.", FindingKind.UNIT),
    ("It costs $12.", "It costs twelve euros.", FindingKind.UNIT),
    ("Signed on 3 March 1911.", "They signed on the thirteenth of March.", FindingKind.DATE),
    ("Signed on 3 March 1911.", "They signed in April.", FindingKind.DATE),
    ("It meets on Tuesday.", "It meets on Friday.", FindingKind.DATE),
    ("It left at 21:40.", "It left at ten to ten.", FindingKind.DATE),
    ("A third of the boats sank.", "Half of the boats sank.", FindingKind.NUMBER),
    ("Sales grew from 200 to 400 boxes.", "Sales tripled.", FindingKind.NUMBER),
    ("It listens on 127.0.0.1.", "It listens on 127.0.0.2.", FindingKind.NUMBER),
    ("Use part R290.", "Use part R920.", FindingKind.NAME),
    ("Call 0800-555-019.", "The number is 0800-555-091.", FindingKind.NAME),
    ("About 900 litres came in.", "Exactly a thousand litres came in.", FindingKind.NUMBER),
    ("It opened in 1984.", "It opened in 1990, didn’t it?", FindingKind.NUMBER),
    ("Ada Sand wrote the play in 1957. It was banned until 1963.", "Sand wrote the play in 1963.", FindingKind.NUMBER),
    ("They have 4 children.", "They have five children.", FindingKind.NUMBER),
]


def found(source: str, turn: str) -> tuple[Finding, ...]:
    return check_turn(turn, [source])


@pytest.mark.parametrize(("source", "turn"), BORNE_OUT)
def test_the_same_number_in_other_words_is_borne_out(source: str, turn: str) -> None:
    assert found(source, turn) == ()


@pytest.mark.parametrize(("source", "turn", "kind"), CHANGED)
def test_another_number_is_found(source: str, turn: str, kind: FindingKind) -> None:
    assert kind in [one.kind for one in found(source, turn)]


def test_a_finding_says_what_the_passage_has_instead() -> None:
    [finding] = found("It has 23 rooms.", "It has thirty-two rooms.")
    assert finding.words == "thirty-two"
    assert "“23”" in finding.message


def test_a_number_of_another_passage_is_found_there() -> None:
    [finding] = check_turn("It has 40 rooms.", ["It has 23 rooms."], others=["Pigs fly.", "The annex has 40 rooms."])
    assert (finding.kind, finding.other) == (FindingKind.ELSEWHERE, 1)


def test_without_any_passage_nothing_can_be_judged() -> None:
    assert check_turn("It has 40 rooms, says Ada Byron: “Not one of them is dry.”", []) == ()


def test_a_turn_without_citations_is_judged_by_everything_that_was_shown() -> None:
    assert check_turn("It has 40 rooms.", [], others=["It has 40 rooms."]) == ()
    assert check_turn("It has 41 rooms.", [], others=["It has 40 rooms."])[0].kind is FindingKind.NUMBER
