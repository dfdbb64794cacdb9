"""Notices when a question asks for money, a number or a reason, and which sentences tell such a thing.

Read from a few words, in the languages of the product and those that visitors ask in besides. A question without them
asks for nothing in particular: nothing is lost where a word is not known here.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple


class AskedFor(NamedTuple):
    """What a question asks for in particular."""

    money: bool
    number: bool
    reason: bool


_MONEY_ASKED: Final = re.compile(
    r"\b(?:costs?|costing|expens\w+|price[sd]?|budgets?|fees?|pay|paid|paying|(?:who|city|council) pays|pays for|"
    r"spen[dt]|spending|fund(?:s|ed|ing)?|financ\w+|money|afford\w*|cheap\w*|free of charge|for free|"
    r"co[uû]t\w*|prix|tarifs?|payant\w*|payer|paie|paient|dépens\w+|gratuit\w*|argent|"
    r"cuestan?|costos?|costó|costar|precios?|presupuesto\w*|paga|pagan|pagar|pagó|gasta|gastan|gastar|gastó|gasto|gastos|"
    r"gratis|gratuit[oa]s?|dinero|custa|custam|custos?|custou|custar|preços?|orçament\w*|dinheiro|de graça|"
    r"kosten\w*|kostet|finanzier\w*|bezahl\w*|preise?|quanto costa|costano|costi|finanzia\w*|prezz[oi]|"
    r"ücret\w*|maliyet\w*|bütçe\w*|bedava|gharama|bure|biaya|anggaran|chi phí|miễn phí)\b"
    r"|стои[тл]\w*|стоимост\w*|бюджет\w*|плат[иняу]\w*|цен[аы]\b|финанс\w+|денег|деньг\w+|бесплатн\w+|вартість|кошту\w+"
    r"|تكلف|تكاليف|ميزاني|يدفع|تدفع|مو[ّ]?ل|سعر|رسوم|مجان|مكافأ"
    r"|多少钱|费用|成本|预算|资金|出钱|花钱|收费|免费|经费|खर्च|लागत|पैसे|मुफ़्त|費用|予算|無料|いくら|비용|예산|무료|얼마",
    re.IGNORECASE,
)
_NUMBER_ASKED: Final = re.compile(
    r"\b(?:how (?:many|much|long|often|old|far|big|large)|number of|what share|per ?cent\w*|figures?|statistics|"
    r"combien|quel (?:âge|nombre|pourcentage)|cu[aá]nt[oa]s?|qu[eé] (?:porcentaje|edad)|quant[oa]s?|que idade|"
    r"wie ?viele?|wie lange|quant[ei]|kaç\w*|ne kadar|wangapi|ngapi|berapa|bao nhiêu|mấy)\b"
    r"|сколько|скільки|какой (?:процент|возраст)|كم |نسبة|عدد|多少|几[个家人年岁条位所]|多大"
    r"|कितन|いくつ|何人|何年|몇|얼마나",
    re.IGNORECASE,
)
_REASON_ASKED: Final = re.compile(
    r"\b(?:why|what (?:went wrong|was (?:wrong|the problem|missing))|pourquoi|por qu[eéê]|porquê|warum|weshalb|wieso|"
    r"perch[eé]|neden|niçin|kwa nini|mengapa|kenapa|tại sao|vì sao)\b"
    r"|почему|зачем|чому|لماذا|ليش|为什么|为何|क्यों|なぜ|왜",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_MONEY_WORDS: Final = frozenset(
    _WORD.findall("""
    euro euros dollar dollars pound pounds rupee rupees rupiah reais peso pesos won yuan rand kwacha shilling
    shillings riyals krónur baht cost costs budget budgets budgeted fee fees pay pays paid free fund funds funded
    funding money grant grants finance finances financed tax donated donations
    gratuit gratuits gratuite gratuites gratuitement payant payants coût coûts bourse bourses fonds financé
    gratis gratuito gratuita gratuitos gratuitas beca becas costo costos presupuesto paga pagan pagado fondos
    custo custos orçamento gratuitamente rúpias fundos pagos bolsa bolsas
    бесплатно бесплатные бесплатный бесплатных бюджет бюджета средства средств евро рупий долларов оплаты
    оплачивал оплачивает платит платят деньги
    مجانا مجاناً مجانية مجاني تمويل بتمويل ميزانية مكافأة دولار يورو المجانية مجانًا
    """)
)
_MONEY_SIGNS: Final = ("$", "€", "£", "¥", "免费", "出资", "资助", "补贴", "收费", "预算", "资金", "元")
_NUMBER: Final = re.compile(r"\d")


@lru_cache(maxsize=1024)
def asked_for(question: str) -> AskedFor:
    """What a question asks for in particular, read from its words in any language."""
    return AskedFor(
        money=bool(_MONEY_ASKED.search(question)),
        number=bool(_NUMBER_ASKED.search(question)),
        reason=bool(_REASON_ASKED.search(question)),
    )


def tells_money(sentence: str) -> bool:
    """Whether a sentence of a record speaks of money, or of its being free of charge."""
    return not _MONEY_WORDS.isdisjoint(_WORD.findall(sentence.lower())) or any(
        sign in sentence for sign in _MONEY_SIGNS
    )


def tells_number(sentence: str) -> bool:
    """Whether a sentence of a record gives a number in figures."""
    return bool(_NUMBER.search(sentence))
