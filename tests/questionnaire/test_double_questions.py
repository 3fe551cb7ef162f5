"""Questions that ask two things at once, and those that only look as if they did."""

from __future__ import annotations

import pytest

from survey_engine.questionnaire.double_questions import two_in_one

TWO = [
    "Were staff kind and helpful?",
    "Were your doctors and nurses friendly?",
    "Did the doctors and nurses listen to you?",
    "Was the ward clean and quiet?",
    "Was the information clear and useful?",
    "Did staff listen to you and explain things?",
    "Were you told about the side effects and given time to ask?",
    "Did you feel safe and well looked after?",
    "Were you treated kindly and told the truth?",
    "How kind and helpful were staff?",
    "How often were doctors and nurses kind?",
    "When you came in, were doctors or nurses friendly?",
    "Was it kind and caring?",
    "Were you told and did you agree?",
    "Tea and/or coffee?",
    "Was it good? Was it kind?",
    "Were staff polite, kind and helpful?",
    "Did the nurse explain the test and answer your questions?",
    "Has your team explained your scan and told you the results?",
    "Did you get clear and useful information?",
    "Were you involved and informed?",
    "Was your pain checked and treated?",
    "Did you trust the doctors and feel safe?",
    "Did your nurse or doctor tell you who to call?",
    "Was the food hot and tasty?",
    "Were the staff friendly, and were you seen on time?",
    "Is your pain and tiredness under control?",
    "Have your thoughts and feelings been asked about?",
    "Were you comfortable and warm enough?",
    "Do staff care for and support you?",
]
ONE = [
    "Were you told in a kind and caring way?",
    "Were you given the name and number of someone to call?",
    "Do you know who to call about your cancer at night or at the weekend?",
    "Do you have a written plan for your treatment and care?",
    "Does your GP surgery know about your cancer and treatment?",
    "In the last 4 weeks, have you had pain from your cancer or its treatment?",
    "Have you been offered time with a counsellor or psychologist?",
    "Has anyone here told you about support groups or charities?",
    "Do you look after any children or teenagers under 18?",
    "Has anyone here told you where to get advice about money or benefits?",
    "Did staff help you feel as comfortable as they could with needles or blood tests?",
    "Are you a woman or a man?",
    "Were you given information to read, watch or look at online?",
    "Do new staff know about your cancer and treatment when you see them?",
    "Would you like to talk about home and work?",
    "Were you given something to read or to watch?",
    "When you ask, do you get an answer?",
    "Were you treated with care and respect?",
    "Did you and your doctor agree on a plan?",
    "Do you or your family need help?",
    "Did someone come and see you?",
    "Were you able to come and go as you liked?",
    "What was good about your care, and what was not?",
    "Would you rather be seen at home or in hospital?",
    "Is there anything you want to ask or tell us?",
    "How was your care today?",
    "Did you get the help and support you needed?",
    "Were you asked about pain and discomfort?",
    "Have you had a scan or an X-ray?",
    "Do you have a son or a daughter?",
    "Was the clinic in a hospital or at home?",
    "Did you have enough time and privacy?",
    "Do you live alone or with others?",
    "Are you single, married or divorced?",
    "Who gave you help and advice?",
    "Did you find it easy or hard to park?",
    "Did you see the same doctor or nurse each time?",
    "Have you had chemotherapy and radiotherapy?",
    "Did staff respect you and your family?",
    "Overall, how would you rate your care?",
    "Were you able to bring a friend or relative with you?",
    "Did you have confidence and trust in the doctors?",
    "Do you have any illness that has lasted 12 months or more?",
    "Has the hospital told you about parking and how to pay for it?",
    "Was there a time you wanted help and could not get it?",
    "Which doctors and nurses do you see?",
    "How do you feel about your life and your health?",
    "Do you know how and when to get help?",
    "Would you say yes or no?",
    "Do you have cancer in your bones or liver?",
    "Did the hospital and your GP work well together?",
    "What would you keep and what would you change?",
    "How many days or weeks did you wait?",
    "Can you get up and about?",
    "Do you read or speak another language?",
    "Have you talked to a nurse in the last week or two?",
    "Is English your first or main language?",
    "Did you have to wait 2 weeks or longer?",
    "Did you see {helper|a doctor or nurse} today?",
]


@pytest.mark.parametrize("text", TWO)
def test_two_questions_in_one_are_found(text: str) -> None:
    assert two_in_one(text)


@pytest.mark.parametrize("text", ONE)
def test_one_question_is_one(text: str) -> None:
    assert not two_in_one(text)
