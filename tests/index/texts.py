"""One question a script, on which models and tokenizers are held against each other."""

BY_SCRIPT = {
    "Latin": "How have other cities helped older people to get online?",
    "Latin, accents": "Où trouver un atelier pour les aînés à la bibliothèque ?",
    "Arabic": "كيف ساعدت المدن الأخرى كبار السن على استخدام الإنترنت؟",
    "Han": "其他城市如何帮助老年人上网？",
    "Cyrillic": "Как другие города помогают пожилым людям осваивать интернет?",
    "Devanagari": "दूसरे शहरों ने बुज़ुर्गों की मदद कैसे की?",
    "Hangul": "다른 도시들은 노인들이 인터넷을 사용하도록 어떻게 도왔나요?",
    "Ethiopic": "ሌሎች ከተሞች አረጋውያንን እንዴት ረዱ?",
    "Thai": "เมืองอื่นช่วยผู้สูงอายุใช้อินเทอร์เน็ตอย่างไร",
    "Greek": "Πώς βοήθησαν άλλες πόλεις τους ηλικιωμένους;",
    "Hebrew": "איך ערים אחרות עזרו לקשישים?",
    "Kana": "他の都市は高齢者をどのように支援しましたか？",
}
