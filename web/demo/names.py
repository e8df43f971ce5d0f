"""Names and home languages of the demonstration's families: an invented neighbourhood of one London school."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Heritage:
    """Names that often stand together, the language spoken at home, and how many in a thousand families it is for."""

    weight: int
    language: str
    women: tuple[str, ...]
    men: tuple[str, ...]
    surnames: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


HERITAGES = (
    Heritage(
        250,
        "en",
        _words(
            "Abigail Becky Caroline Charlotte Claire Donna Emma Fiona Gemma Hannah Hayley Jess Kate Kelly Laura Leanne "
            "Lucy Naomi Nicola Rachel Rebecca Sarah Sian Stacey Tanya Vicky Zoe"
        ),
        _words(
            "Adam Alex Barry Ben Callum Chris Darren Dave Gareth Gary Harry Ian James Jamie Joe Lee Mark Matt Nick "
            "Paul Rob Ryan Sean Simon Steve Tom Wayne"
        ),
        _words(
            "Aldridge Barker Bellamy Bright Carver Cole Dawes Draper Ellison Farrow Fletcher Garner Gibbs Harding "
            "Ingram Jarvis Keane Kemp Lacey Marlow Mercer Nash Orchard Pike Quinn Rudd Sayer Tully Underwood Webb Yates"
        ),
    ),
    Heritage(
        90,
        "en",
        _words(
            "Alicia Camille Charmaine Danielle Denise Jade Keisha Latoya Marcia Michelle Natalie Shanice Simone Yvonne"
        ),
        _words("Andre Carlton Curtis Darnell Delroy Jermaine Leon Marcus Marlon Nathan Reece Tyrone Wesley Winston"),
        _words(
            "Bailey Blackwood Brathwaite Campbell Clarke Facey Grant Henry Lewin McKenzie Palmer Reid Samuels Sinclair"
        ),
    ),
    Heritage(
        110,
        "en",
        _words("Abena Adaeze Adwoa Akosua Bisi Chioma Efua Esther Folake Funmi Ngozi Nneka Patience Temitope Yetunde"),
        _words("Ade Babajide Chidi Emeka Femi Ike Kofi Kojo Kwabena Kwaku Obinna Segun Tunde Uche Yaw"),
        _words("Acheampong Adeleke Afolabi Amoah Asante Balogun Chukwu Danso Eze Mensah Nnamdi Oladipo Owusu Sarpong"),
    ),
    Heritage(
        60,
        "en",
        _words("Anjali Deepa Harpreet Jasmin Kavita Manjit Meera Nisha Pooja Reena Simran Sunita"),
        _words("Amit Arjun Dev Gurpreet Harish Jaspal Nikhil Rajesh Sanjay Sukhdev Vikram Vinod"),
        _words("Bains Chauhan Desai Dhillon Gill Kapoor Mistry Nair Patel Raman Sandhu Shah Solanki"),
    ),
    Heritage(
        40,
        "en",
        _words("Ayse Elif Emine Fatma Gul Huong Lan Linh Mei Ming Thuy Xiu"),
        _words("Bao Cem Deniz Hakan Hung Jun Kemal Minh Murat Serkan Tuan Wei"),
        _words("Aydin Chan Cheung Demir Lam Nguyen Ozturk Pham Tran Wong Yildiz Yilmaz"),
    ),
    Heritage(
        140,
        "bn",
        _words("Afsana Ayesha Farzana Fahmida Jahanara Lutfa Mahmuda Momena Nazma Rahima Rehana Rukia Shahida Shamima"),
        _words("Abdul Aminul Anwar Faruk Habib Iqbal Jamal Kamrul Mizan Moin Nurul Rafiq Shafiq Sohel Tariq"),
        _words("Ahmed Akther Ali Begum Chowdhury Haque Hossain Islam Khanom Khatun Miah Rahman Sultana Uddin"),
    ),
    Heritage(
        95,
        "so",
        _words("Amina Asha Ayan Deqa Fadumo Faiza Halimo Hibo Hinda Ifrah Khadra Nimco Sagal Ubah"),
        _words("Abdirahman Abdullahi Ahmed Bashir Hassan Ibrahim Jamaal Liban Mahad Mohamud Mukhtar Omar Saeed Yasin"),
        _words("Abdi Adan Aden Ali Duale Elmi Farah Guled Hersi Hirsi Hussein Mohamed Nur Osman Shire"),
    ),
    Heritage(
        75,
        "pl",
        _words("Agnieszka Aleksandra Beata Dorota Ewa Iwona Joanna Justyna Magda Marta Monika Renata Sylwia"),
        _words("Adam Bartosz Dariusz Grzegorz Jacek Krzysztof Marcin Marek Michał Paweł Piotr Rafał Wojciech"),
        _words("Dudek Jankowiak Kaczmarek Kowal Król Lis Mazur Michalak Nowicki Pawlak Sikora Walczak Wrona Zając"),
    ),
    Heritage(
        80,
        "ar",
        _words("Abeer Dalia Faten Hanan Huda Iman Laila Maha Nadia Rania Rasha Salma Suha Zeinab"),
        _words("Ammar Bilal Fadi Hamza Hisham Khaled Karim Mahmoud Nabil Rami Samir Tarek Walid Ziad"),
        _words("Abbas Aziz Darwish Fakhoury Farouk Ghanem Hamdan Ismail Jaber Mansour Nasser Qasim Saleh Taha Younis"),
    ),
    Heritage(
        60,
        "pt",
        _words("Adriana Beatriz Carla Daniela Fernanda Joana Juliana Luciana Mariana Patrícia Rita Sandra Teresa"),
        _words("André Bruno Carlos Diogo Eduardo Fábio João Luís Marcelo Nuno Paulo Ricardo Tiago"),
        _words("Almeida Barbosa Cardoso Duarte Ferraz Gomes Lopes Machado Moreira Pinto Ramos Teixeira Vieira"),
    ),
)
LANGUAGES = frozenset(heritage.language for heritage in HERITAGES)
