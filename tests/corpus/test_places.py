"""Places named in questions: what counts as one, what only looks like one, and in which languages."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.faults import CorpusError
from corpus.places import Gazetteer, Place, PlaceFinder, countries_of, label_of

CORPUS_CITIES = [
    ("Cork", "IE"),
    ("Limerick", "IE"),
    ("Dublin", "IE"),
    ("New York", "US"),
    ("Seoul", "KR"),
    ("Eunpyeong-gu (Seoul)", "KR"),
    ("Osan", "KR"),
    ("Hume (Melbourne)", "AU"),
    ("George Town (Penang)", "MY"),
    ("Larissa", "GR"),
    ("Quito", "EC"),
    ("Cuenca", "EC"),
    ("La Paz", "BO"),
    ("Recife", "BR"),
    ("Contagem", "BR"),
    ("Córdoba", "AR"),
    ("Amman", "JO"),
    ("Cairo", "EG"),
    ("Beirut", "LB"),
    ("Izmir", "TR"),
    ("Almaty", "KZ"),
    ("Hong Kong", "HK"),
    ("Shanghai", "CN"),
    ("N'Zérékoré", "GN"),
    ("Mayo-Baléo", "CM"),
    ("Paris", "FR"),
]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.compile(CORPUS_CITIES)


@pytest.fixture(scope="module")
def finder(gazetteer: Gazetteer) -> PlaceFinder:
    return PlaceFinder(gazetteer)


def names(found: list[Place]) -> list[str]:
    return [place.name for place in found]


@pytest.mark.parametrize(
    ("language", "text", "country"),
    [
        ("en", "learning to read as a grown-up in Malawi", "MW"),
        ("en", "in ghana", "GH"),
        ("en", "HOW DO LIBRARIES IN GHANA WORK", "GH"),
        ("en", "in the uk", "GB"),
        ("en", "Scotland has something like it", "GB"),
        ("en", "what did the US do", "US"),
        ("en", "ivory coast", "CI"),
        ("en", "Turkey and Türkiye are one", "TR"),
        ("en", "lessons from Korea", "KR"),
        ("fr", "cote d'ivoire", "CI"),
        ("fr", "des formations vertes pour les jeunes en Côte d’Ivoire", "CI"),
        ("es", "en uruguay", "UY"),
        ("es", "en méxico", "MX"),
        ("pt", "no brasil", "BR"),
        ("ar", "وفي مصر", "EG"),
        ("ar", "شنو كاين فالمغرب؟", "MA"),
        ("ar", "للمغرب", "MA"),
        ("ar", "سلطنة عمان", "OM"),
        ("zh", "日本老人学完以后去做志愿者", "JP"),
        ("zh", "義大利的學校", "IT"),
        ("zh", "香港的学校", "HK"),
        ("ru", "в Великобритании", "GB"),
        ("ru", "в индонезии", "ID"),
        ("ru", "молодёжь в Южной Корее", "KR"),
        ("ru", "опыт США", "US"),
        ("uk", "в Україні", "UA"),
        ("de", "in der Türkei", "TR"),
        ("hi", "भारत में", "IN"),
        ("ko", "일본의 도시", "JP"),
        ("tr", "türkiyede", "TR"),
        ("sw", "shule nchini Kenya", "KE"),
        ("id", "di Indonesia", "ID"),
        ("no-such-language", "in Ghana", "GH"),
    ],
)
def test_countries(finder: PlaceFinder, language: str, text: str, country: str) -> None:
    found = finder.find(text, language)
    assert {(place.kind, *place.countries) for place in found} == {("country", country)}


@pytest.mark.parametrize(
    ("language", "text", "area", "within", "without"),
    [
        ("en", "libraries in West Africa", "Western Africa", {"GH", "NG", "SN"}, {"KE", "MA"}),
        ("en", "the Pacific", "Oceania", {"FJ", "NZ", "PG"}, {"PH"}),
        ("en", "anything from the arab world", "Arab world", {"EG", "AE", "MA", "SD"}, {"TR", "IL", "TD"}),
        ("en", "Scandinavia", "Scandinavia", {"DK", "NO", "SE"}, {"FI"}),
        ("en", "sub-saharan africa", "Sub-Saharan Africa", {"KE", "ZA"}, {"EG"}),
        ("en", "latam", "Latin America", {"BR", "MX", "CU"}, {"US", "ES"}),
        ("fr", "petits points de prêt en Amérique centrale", "Central America", {"CR", "HN"}, {"CO"}),
        ("fr", "dans une capitale du Maghreb", "maghreb", {"TN", "MA", "DZ"}, {"EG"}),
        ("es", "experiencias en Oriente Medio", "middle-east", {"JO", "PS"}, {"MA"}),
        ("ar", "وفي أمريكا اللاتينية؟", "Latin America", {"CO"}, {"CA"}),
        ("zh", "欧洲呢？", "Europe", {"FR", "PL"}, {"TR"}),
        ("ru", "в Центральной Америке", "Central America", {"HN"}, {"PE"}),
        ("ru", "на Балканах", "balkans", {"BA", "GR"}, {"HU"}),
        ("pt", "e no Caribe?", "Caribbean", {"JM", "TT"}, {"CO"}),
        ("ja", "ヨーロッパでは？", "Europe", {"FR"}, {"JP"}),
    ],
)
def test_areas(finder: PlaceFinder, language: str, text: str, area: str, within: set[str], without: set[str]) -> None:
    (place,) = finder.find(text, language)
    assert place.kind == "area"
    assert area in (place.name, place.code)
    assert within <= place.countries
    assert not without & place.countries


@pytest.mark.parametrize(
    ("language", "text", "city"),
    [
        ("en", "Mobile libraries in Cork", "Cork"),
        ("en", "anything like that in limerick?", "Limerick"),
        ("en", "penang science cafe", "George Town (Penang)"),
        ("en", "N'Zérékoré", "N'Zérékoré"),
        ("en", "nzerekore", "N'Zérékoré"),
        ("en", "who runs mayo-baleo", "Mayo-Baléo"),
        ("en", "dublin", "Dublin"),
        ("fr", "c'est quoi le babilab de Beyrouth", "Beirut"),
        ("es", "educación para la paz en La Paz", "La Paz"),
        ("es", "en cuenca", "Cuenca"),
        ("pt", "aulas em Recife", "Recife"),
        ("ar", "بالقاهرة", "Cairo"),
        ("ar", "في بيروت", "Beirut"),
        ("ar", "وبيروت", "Beirut"),
        ("ar", "عمّان: الجيران بيعلموا بعض؟", "Amman"),
        ("ar", "في عمان", "Amman"),
        ("zh", "首尔有没有给自闭症大人上课的地方", "Seoul"),
        ("zh", "上海地铁", "Shanghai"),
        ("ru", "гражданский университет в Лариссе", "Larissa"),
        ("ru", "чему учат пенсионеров в Алматы", "Almaty"),
        ("ru", "опыт Корка", "Cork"),
        ("tr", "İzmir'de", "Izmir"),
        ("tr", "İzmirde bedava meslek kursu var mı", "Izmir"),
        ("ko", "서울에서 배우는", "Seoul"),
        ("ko", "오산시에서", "Osan"),
        ("ja", "ソウルで", "Seoul"),
    ],
)
def test_cities_of_the_corpus(finder: PlaceFinder, language: str, text: str, city: str) -> None:
    (place,) = finder.find(text, language)
    assert (place.kind, place.city, place.in_corpus_city) == ("city", city, True)
    assert city in place.cities


@pytest.mark.parametrize(
    ("language", "text", "country"),
    [
        ("en", "What has Kigali done to teach mothers to read?", "RW"),
        ("en", "How does Nice teach swimming?", "FR"),
        ("fr", "À Grenoble précisément", "FR"),
        ("fr", "Qu'est-ce que Genève propose", "CH"),
        ("es", "Solo me interesa Sevilla", "ES"),
        ("ar", "هل عندكم شيء من الخرطوم", "SD"),
        ("zh", "乌兰巴托有没有流动图书车", "MN"),
        ("zh", "只想看广州", "CN"),
        ("ru", "что делает Ташкент для подростков", "UZ"),
        ("ru", "в Нижнем Новгороде", "RU"),
        ("uk", "Що робить Кишинів", "MD"),
        ("pt", "queria exemplos da cidade da Praia", "CV"),
    ],
)
def test_cities_the_corpus_lacks(finder: PlaceFinder, language: str, text: str, country: str) -> None:
    (place,) = finder.find(text, language)
    assert (place.kind, place.countries) == ("city", frozenset([country]))
    assert place.city is None
    assert not place.in_corpus_city
    assert not place.cities


@pytest.mark.parametrize(
    ("language", "text"),
    [
        # everyday words that are also towns
        ("en", "a nice mobile library, bath and cork crafts on sale"),
        ("en", "Reading clubs for kids"),
        ("en", "the Community Reading Club"),
        ("en", "READING FOR ALL"),
        ("en", "split classes, hull repairs"),
        ("en", "floors made of cork"),
        ("en", "what happens in male prisons"),
        ("fr", "Tours de chant"),
        ("es", "cultura de la paz"),
        ("es", "la cuenca del río"),
        ("es", "Gente mayor y lagos"),
        ("pt", "contagem de votos na praia"),
        ("pt", "um curso de graça"),
        ("ru", "данные о школе"),
        ("ru", "а для мам с маленькими детьми?"),
        ("ar", "أمي تعلم جدتي في المدينة"),
        ("ar", "استعمال الغاز بأمان في البيت"),
        ("hi", "वह गया"),
        ("id", "kota lain gimana"),
        ("de", "Kinder beim Essen"),
        # everyday words that are also countries
        ("en", "turkey dinner for seniors"),
        ("en", "can you tell us about it"),
        ("en", "guinea pigs at school"),
        ("fr", "à la réunion des parents"),
        ("fr", "l'eau potable"),
        ("pt", "eu quero aulas, eles irão à escola"),
        ("pt", "catar lixo"),
        ("ru", "для того чтобы"),
        ("ar", "مدرسة بنين ودعم مالي"),
        ("zh", "发展中国家的学校"),
        ("zh", "沿海地区"),
        ("zh", "湖南非物质文化遗产"),
        ("ja", "マリアさん"),
        # people and languages
        ("en", "Syrian girls in the camp"),
        ("en", "lessons for refugees from Syria"),
        ("en", "Spanish classes for newcomers"),
        ("en", "Thai food evenings"),
        ("fr", "école suisse"),
        ("es", "mujer siria"),
        ("es", "mujeres argentinas"),
        ("ar", "بنات سوريات"),
        ("ar", "لاجئين من سوريا"),
        ("ru", "сирийские девочки"),
        ("ru", "беженцы из Украины"),
        ("ru", "русский язык"),
        ("zh", "法语课"),
        ("zh", "叙利亚难民女孩"),
        ("ja", "日本語教室"),
        ("ko", "한국어 교실"),
        ("id", "kursus bahasa Indonesia"),
        # nothing at all
        ("en", ""),
        ("en", "😂😂 {{7*7}} <script>alert('x')</script>"),
    ],
)
def test_what_is_no_place(finder: PlaceFinder, language: str, text: str) -> None:
    assert finder.find(text, language) == []


@pytest.mark.parametrize("country", ["Turkey", "Jordan", "Chad", "Guinea", "Niger", "Georgia"])
def test_doubtful_countries_with_a_capital_or_after_in(finder: PlaceFinder, country: str) -> None:
    assert len(finder.find(f"How did {country} do it?", "en")) == 1
    assert len(finder.find(f"schools in {country.lower()}", "en")) == 1
    assert finder.find(f"some {country.lower()} thing", "en") == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Cork, Ireland", ["Cork", "Ireland"]),
        ("en", "cork, ireland", ["Cork", "Ireland"]),
        ("en", "nursery in Accra (Ghana)", ["Accra", "Ghana"]),
        ("en", "Show me how Windhoek in Namibia trains people", ["Windhoek", "Namibia"]),
        ("pt", "na cidade da Praia, em Cabo Verde", ["Praia", "Cape Verde"]),
        ("ar", "من مسقط في عُمان", ["Muscat", "Oman"]),
        ("sw", "Bujumbura huko Burundi", ["Bujumbura", "Burundi"]),
    ],
)
def test_country_beside_its_city_only_locates(
    finder: PlaceFinder, language: str, text: str, expected: list[str]
) -> None:
    city, country = finder.find(text, language)
    assert names([city, country]) == expected
    assert (city.kind, country.kind) == ("city", "country")
    assert country.only_locates
    assert not city.only_locates


def test_country_before_its_city_in_chinese(finder: PlaceFinder) -> None:
    country, city = finder.find("缅甸仰光怎么教成年人识字？", "zh")
    assert (country.only_locates, city.kind) == (True, "city")


def test_country_elsewhere_in_the_question_stands_for_itself(finder: PlaceFinder) -> None:
    found = finder.find("learning in Cork or elsewhere in Ireland", "en")
    assert [(place.kind, place.only_locates) for place in found] == [("city", False), ("country", False)]


def test_the_longest_name_wins(finder: PlaceFinder) -> None:
    assert names(finder.find("Papua New Guinea", "en")) == ["Papua New Guinea"]
    assert names(finder.find("South Sudan", "en")) == ["South Sudan"]
    assert names(finder.find("Northern Ireland", "en")) == ["United Kingdom"]
    assert names(finder.find("Ciudad de Guatemala", "es")) == ["Guatemala City"]


def test_the_rest_of_the_question_decides_between_cities_of_one_name(finder: PlaceFinder) -> None:
    assert finder.find("Córdoba", "es")[0].city == "Córdoba"
    spanish = finder.find("Córdoba, España", "es")[0]
    assert (spanish.countries, spanish.in_corpus_city) == (frozenset(["ES"]), False)
    assert names(finder.find("مسقط في عمان", "ar")) == ["Muscat", "Oman"]


def test_refugees_come_from_one_place_and_live_in_another(finder: PlaceFinder) -> None:
    assert names(finder.find("refugees from Syria in Beirut", "en")) == ["Beirut"]
    assert names(finder.find("les réfugiés de Syrie à Paris", "fr")) == ["Paris"]
    assert names(finder.find("لاجئين من سوريا في لبنان", "ar")) == ["Lebanon"]


def test_a_city_covers_its_districts_and_a_district_points_to_its_city(finder: PlaceFinder) -> None:
    (seoul,) = finder.find("Seoul", "en")
    assert seoul.city == "Seoul"
    assert seoul.cities == {"Seoul", "Eunpyeong-gu (Seoul)"}
    (melbourne,) = finder.find("в Мельбурне", "ru")
    assert melbourne.city == "Hume (Melbourne)"
    (brooklyn,) = finder.find("the library in Brooklyn", "en")
    assert (brooklyn.city, brooklyn.in_corpus_city) == (None, False)
    assert brooklyn.cities == {"New York"}


def test_spans_and_labels(finder: PlaceFinder) -> None:
    text = "What does West Africa do, and Côte d'Ivoire, and Cork?"
    found = finder.find(text, "en")
    assert [text[place.start : place.end] for place in found] == ["West Africa", "Côte d'Ivoire", "Cork"]
    assert [place.label("es") for place in found] == ["África occidental", "Côte d’Ivoire", "Cork"]
    assert [place.code for place in found] == ["011", "CI", None]


def test_labels_and_countries_of_codes() -> None:
    assert label_of("GH", "ru") == "Гана"
    assert label_of("HK", "en") == "Hong Kong"
    assert label_of("arab-world", "fr") == "Monde arabe"
    assert label_of("scandinavia", "sw") == "Scandinavia"
    assert label_of("no-such-code", "en") == "no-such-code"
    assert countries_of("GH") == {"GH"}
    assert {"GH", "SN"} <= countries_of("011") < countries_of("202") < countries_of("002") | {"SD"}


@settings(deadline=None, max_examples=150)
@given(text=st.text(max_size=200), language=st.sampled_from(["en", "ar", "zh", "ru", "tr", "ko", "", "../etc"]))
def test_any_text_gives_ordered_spans_within_it(finder: PlaceFinder, text: str, language: str) -> None:
    found = finder.find(text, language)
    edges = [edge for place in found for edge in (place.start, place.end)]
    assert edges == sorted(edges)
    assert all(0 <= place.start < place.end <= len(text) for place in found)
    assert all(place.countries for place in found)


def test_gazetteer_comes_back_from_its_file(gazetteer: Gazetteer, tmp_path: Path) -> None:
    path = tmp_path / "places.json"
    gazetteer.save(path)
    loaded = Gazetteer.load(path)
    assert loaded == gazetteer
    assert path.stat().st_size < 4_000_000


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": 1}', b"\xff\xfe", b'{"format": 0}'])
def test_damaged_gazetteer_is_refused_in_plain_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "places.json"
    path.write_bytes(content)
    with pytest.raises(CorpusError, match=r"places\.json"):
        Gazetteer.load(path)


def test_missing_gazetteer_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"nowhere\.json"):
        Gazetteer.load(tmp_path / "nowhere.json")


def test_a_truncated_index_is_refused(gazetteer: Gazetteer, tmp_path: Path) -> None:
    path = tmp_path / "places.json"
    gazetteer.save(path)
    data = json.loads(path.read_text("utf-8"))
    del data["names"]["stems"]
    path.write_text(json.dumps(data), "utf-8")
    with pytest.raises(CorpusError):
        Gazetteer.load(path)
