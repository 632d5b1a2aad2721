"""Demonstration texts in English. Figures are as the press service reported them."""

SOURCE = "Press service of East Kazakhstan region"
# The figures came without a date; this is when they were put in.
AS_OF = "entered in November 2026, the report gives no date"
INVENTED = ("Invented", "This text is made up to show how the site works.")

# key: figure, unit, what it counts
FIGURES = {
    "years": ("7", "years", "the programme has been running"),
    "children": ("2,000", "children", "are attached to patron organisations"),
    "patrons": ("1,800", "", "patron organisations take part"),
    "transferred": ("about 300", "million ₸", "were transferred to children's own accounts"),
    "apartments": (
        "729",
        "apartments",
        "were received by young people who grew up without parental care; "
        "the report does not say from which sources",
    ),
    "best": ("one of 17", "", "best social projects of Kazakhstan"),
    "wishes": ("more than 8,400", "wishes", "came true in 4 years"),
}

PAGES = {
    "home": {
        "title": "From heart to heart",
        "headline": "Anyone can make a child's wish come true",
        "lead": "Choose a wish, or help young people who grew up without parental care towards a "
        "home of their own. Two charity programmes of East Kazakhstan region in one place.",
        "body": [
            ("heading", "How it works"),
            (
                "steps",
                [
                    ("A wish is told", "A guardian or an institution tells it. Staff check it."),
                    ("You choose", "Pick a wish from the list, or a fund. You need no account."),
                    ("You see what came of it", "Every gift is booked, and the totals are public."),
                ],
            ),
            (
                "call",
                (
                    "A home of their own",
                    "Gifts to the housing fund help with the first home of young people who grew "
                    "up without parental care.",
                    "Give to the fund",
                ),
            ),
        ],
    },
    "wishes": {
        "title": "Wishes",
        "introduction": "<p>Ordinary things that children wish for. You see a made-up name, an age "
        "and a district, and never more: that keeps the children safe.</p>",
    },
    "campaigns": {
        "title": "Campaigns",
        "lead": "Two programmes of the region: housing and a start in life, and wishes that come "
        "true.",
    },
    "meyirim": {
        "title": "Meyirim",
        "lead": "Patron organisations stand by children without parental care: on the way to a "
        "home of their own, an education and a first job.",
        "picture_alt": "A drawing: a small house and a large key with a heart",
        "body": [
            ("heading", "What the programme does"),
            (
                "paragraph",
                "<p>Meyirim means mercy. Each child without parental care is attached to a "
                "<b>patron organisation</b>: a state body or a private enterprise. It helps with "
                "studies, with papers, with the first job and with a home of one's own.</p>",
            ),
            (
                "notice",
                (
                    "About the figures",
                    "Transfers to children's accounts and apartments are two different counts. "
                    "The report does not say from which sources the apartments came.",
                ),
            ),
            (
                "call",
                (
                    "Help with a first home",
                    "The fund helps many; nobody's own money is ever shown here.",
                    "Give to the fund",
                ),
            ),
        ],
    },
    "zhurekten": {
        "title": "Zhurekten Zhurekke",
        "lead": "Children tell a wish for an ordinary thing, and any person can make it come true. "
        "The season has run from 1 March to 31 May.",
        "picture_alt": "A drawing: a stitched heart with a Kazakh ornament",
        "body": [
            ("heading", "Who tells a wish"),
            (
                "paragraph",
                "<p>Children from low-income families and children without parental care: "
                "schoolbooks, a ball, warm boots, paints. A guardian or an institution writes "
                "it down for the child.</p>",
            ),
            (
                "notice",
                (
                    "Children stay unnamed",
                    "The site shows no surname, no school and no address.",
                ),
            ),
        ],
        "partners": [
            ("Demo: a bookshop", "keeps a shelf of wished-for books"),
            ("Demo: a sports club", "gives balls and skates"),
        ],
    },
    "stories": {
        "title": "Stories",
        "lead": "What came of wishes and gifts. Every name here is made up.",
    },
    "story-books": {
        "title": "A shelf that filled up",
        "pseudonym": "Dana",
        "lead": "Dana wished for one book and read it in two evenings. Now there are nine.",
        "picture_alt": "A drawing: a desk with books and a lamp by a window",
        "body": [
            (
                "paragraph",
                "<p>Dana asked for a book about the sea, which she has never seen. A reader from "
                "Ridder found it, and put in a second one about mountains: “so that you know what "
                "I see from my window”.</p>",
            ),
            ("quote", ("Now I read to my little brother every evening.", "Dana")),
        ],
    },
    "story-bicycle": {
        "title": "Two wheels, one village",
        "pseudonym": "Arsen",
        "lead": "The way to football practice took Arsen an hour. With a bicycle it takes twenty "
        "minutes.",
        "picture_alt": "A drawing: a bicycle with flowers in its basket, mountains behind it",
        "body": [
            (
                "paragraph",
                "<p>The bicycle was not new. A mechanic from Katonkaragai oiled the chain and "
                "added a bell before it was handed over. Arsen lends it to his friends, in "
                "turn.</p>",
            )
        ],
    },
    "story-keys": {
        "title": "The first keys",
        "pseudonym": "Aliya",
        "lead": "Aliya finished college and moved into a home of her own. Her patron organisation "
        "helped with the papers.",
        "picture_alt": "A drawing: keys with a heart lying on a table",
        "body": [
            (
                "paragraph",
                "<p>“I slept on the floor the first night, and I was happy,” says Aliya. The table "
                "came a week later: colleagues from the patron organisation in Kurshim carried it "
                "up themselves.</p>",
            ),
            ("quote", ("I know which drawer my keys are in. It is mine.", "Aliya")),
        ],
    },
    "news": {"title": "News", "lead": "What is new in the two programmes."},
    "news-season": {
        "title": "The wish season opens on 1 March",
        "lead": "From the first day of spring, guardians and institutions can tell children's "
        "wishes here.",
        "picture_alt": "A drawing: two stalls with presents under little flags",
        "body": [
            (
                "paragraph",
                "<p>A wish is told in a few minutes, in Kazakh, Russian or English. Staff check "
                "each one before it is shown.</p>",
            )
        ],
    },
    "news-fund": {
        "title": "The housing fund can be followed",
        "lead": "The page of results shows how much each fund has taken in, straight from the "
        "books.",
        "picture_alt": "A drawing: a block of flats with lit windows",
        "body": [
            (
                "paragraph",
                "<p>Every gift is booked once. The sum on the page is the sum in the books, and "
                "no fee is taken out of it.</p>",
            )
        ],
    },
    "news-thanks": {
        "title": "Letters of thanks to those who helped",
        "lead": "Sponsors and the most active helpers were thanked for their part in both "
        "programmes.",
        "picture_alt": "A drawing: a letter of thanks with a seal",
        "body": [
            (
                "paragraph",
                "<p>The letters of thanks went to organisations and to people: a teacher, a baker, "
                "a group of students who wrapped presents for a week.</p>",
            )
        ],
    },
    "results": {
        "title": "Results",
        "lead": "How much was given, and what the press service has reported. Each figure with its "
        "date and source.",
        "body": [
            (
                "notice",
                (
                    "How to read this page",
                    "The table comes from the books of this site. The figures below it were "
                    "reported for whole programmes and count more than this site.",
                ),
            )
        ],
    },
    "about": {
        "title": "About",
        "lead": "Zhurek brings together the two charity programmes of East Kazakhstan region.",
        "body": [
            (
                "paragraph",
                "<p>Here a child's wish finds someone who makes it come true, and gifts for "
                "housing can be followed to the last tenge.</p>",
            ),
            ("heading", "What we hold to"),
            (
                "paragraph",
                "<ul><li>No child is shown by surname, school or address.</li><li>No wish is shown "
                "without consent and a check by people.</li><li>Gifts are booked once, and "
                "totals are public.</li></ul>",
            ),
        ],
    },
    "how": {
        "title": "How it works",
        "lead": "For those who give, and for those who tell a wish.",
        "body": [
            ("heading", "If you want to help"),
            (
                "steps",
                [
                    ("Choose a wish or a fund", "No account is needed."),
                    ("Give", "A housing fund takes gifts by card. You choose the sum."),
                    ("Get a letter", "It says how much came and which fund it went to."),
                ],
            ),
            ("heading", "If you are a guardian or an institution"),
            (
                "steps",
                [
                    ("Tell the wish", "One form, with the consent of the child and the guardian."),
                    ("We check it", "Two people look at every wish; they may ask for a change."),
                    ("Follow it", "You get a private link. Keep it to yourself."),
                ],
            ),
        ],
    },
    "privacy": {
        "title": "Privacy",
        "lead": "What we know about you and about children, and what we do with it.",
        "body": [
            ("heading", "Children"),
            (
                "paragraph",
                "<p>The public sees a made-up name, an age band and a district. Everything else "
                "stays in closed storage, and each look at it is recorded. A guardian can withdraw "
                "consent at any time; the wish then leaves the site.</p>",
            ),
            ("heading", "Readers and donors"),
            (
                "paragraph",
                "<p>Public pages set no cookies and load nothing from others. For a gift we keep "
                "your e-mail address, to send the letter. Your card is seen only by the payment "
                "service.</p>",
            ),
        ],
    },
}
