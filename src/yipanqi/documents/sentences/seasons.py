"""Seasons in which works stop or slow, in English: a sign of their Chinese name → what it is."""

SEASONS = {
    "春节": "the Spring Festival",
    "国庆": "the National Day holidays",
    "污染": "the stops for polluted air in winter",
    "高考": "the school examinations",
    "中考": "the school examinations",
    "梅雨": "the plum rains",
    "汛": "the flood season",
    "高温": "the hottest weeks",
    "冬": "the winter stop",
}
