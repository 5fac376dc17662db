"""Words that hold sentences together and say nothing of what they are about, by language.

A question that is nothing but such words is looked for as it stands.
"""

_WORDS = {
    "en": "a am an and any are as at be been but by can could did do does for from had has have he "
    "her here him his how i if in into is it its me my no not of on or our out she should so some "
    "than that the their them then there these they this to too up us was we were what when where "
    "which who whom why will with would you your",
    "de": "aber als am an auch auf aus bei bin bis da das dass dem den der des die dies diese "
    "dieser doch du durch ein eine einem einen einer eines er es für hat habe haben ich ihr im in "
    "ist ja kann kein keine man mein meine mich mir mit nach nicht noch nur ob oder sich sie sind "
    "so um und uns von vor war was wenn wer wie wir wird wo zu zum zur über",
    "fr": "à au aux avec ce ces cette comment dans de des du elle en est et être il ils j je l la "
    "le les leur lui ma mais me mes mon ne nous on ou où par pas pour pourquoi qu que quel quelle "
    "qui sa se ses son sont sur ta te tu un une vous y d c n s",
    "es": "a al como con cómo cuál cuando de del dónde el ella ellos en es esta este esto hay la "
    "las le lo los me mi mis muy más no nos o para pero por porque que qué se si sin sobre son su "
    "sus te tu un una y ya yo",
    "it": "a ai al alla anche che chi come con da dal dei del della di dove e è gli ha ho i il in "
    "io la le lo ma mi mio non o per perché più quale quando questo se si sono su un una uno",
    "nl": "aan als bij dat de die dit een en er het hij hoe ik in is je kan maar met mijn naar "
    "niet of om ook op te tot uit van voor waar waarom wat we wel wie wordt ze zijn zo",
    "pt": "a ao aos as com como da das de do dos e é em eu isso isto mais mas me meu minha na não "
    "nas no nos o onde os ou para pela pelo por porque qual quando que quem se sem seu sua são um "
    "uma",
}

STOPWORDS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
