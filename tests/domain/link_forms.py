"""What people paste, by the work it leads to: forms as they are met, one a line.

Facts from the pages of registries and publishers, and from public test cases of projects that read
such identifiers (idutils, altmetric/identifiers, react-science and others).
"""

FORMS: dict[str, str] = {
    "doi:10.1371/journal.pmed.0020124": """
10.1371/journal.pmed.0020124
10.1371/JOURNAL.PMED.0020124
doi:10.1371/journal.pmed.0020124
DOI:10.1371/journal.pmed.0020124
doi: 10.1371/journal.pmed.0020124
DOI 10.1371/journal.pmed.0020124
doi10.1371/journal.pmed.0020124
doi=10.1371/journal.pmed.0020124
info:doi/10.1371/journal.pmed.0020124
urn:doi:10.1371/journal.pmed.0020124
doi.org/10.1371/journal.pmed.0020124
dx.doi.org/10.1371/journal.pmed.0020124
www.doi.org/10.1371/journal.pmed.0020124
//doi.org/10.1371/journal.pmed.0020124
/10.1371/journal.pmed.0020124
https://doi.org/10.1371/journal.pmed.0020124
http://doi.org/10.1371/journal.pmed.0020124
HTTPS://DOI.ORG/10.1371/JOURNAL.PMED.0020124
https://www.doi.org/10.1371/journal.pmed.0020124
http://dx.doi.org/10.1371/journal.pmed.0020124
https://doi.org//10.1371/journal.pmed.0020124
https://doi.org/doi:10.1371/journal.pmed.0020124
https://doi.org/10.1371%2Fjournal.pmed.0020124
https://doi.org/10.1371%2fjournal.pmed.0020124
https://doi.org/10.1371/journal.pmed.0020124/
https://doi.org/10.1371/journal.pmed.0020124.
https://doi.org/10.1371/journal.pmed.0020124?utm_source=mail
https://doi.org/10.1371/journal.pmed.0020124#abstract
https://doi.org:443/10.1371/journal.pmed.0020124
http://doi.org:80/10.1371/journal.pmed.0020124
https://doi.org./10.1371/journal.pmed.0020124
doi:https://doi.org/10.1371/journal.pmed.0020124
<https://doi.org/10.1371/journal.pmed.0020124>
(https://doi.org/10.1371/journal.pmed.0020124)
[paper](https://doi.org/10.1371/journal.pmed.0020124).
**https://doi.org/10.1371/journal.pmed.0020124**
"10.1371/journal.pmed.0020124"
(doi:10.1371/journal.pmed.0020124)
<10.1371/journal.pmed.0020124>
10.1371/journal.pmed.0020124,
10.1371/journal.pmed.0020124;
<a href="https://doi.org/10.1371/journal.pmed.0020124">10.1371/journal.pmed.0020124</a>
10.1371/journal.pmed.0020124</a>
10.1371/journal.pmed.\u200b0020124
Ioannidis JPA (2005) Why most findings. PLoS Med 2(8): e124. doi:10.1371/journal.pmed.0020124
Ioannidis, https://doi.org/10.1371/journal.pmed.0020124, worth reading
https://dx.plos.org/10.1371/journal.pmed.0020124
https://journals.plos.org/plosmedicine/article?id=10.1371/journal.pmed.0020124
https://journals.plos.org/plosmedicine/article?id=10.1371%2Fjournal.pmed.0020124
https://journals.plos.org/plosmedicine/article/file?id=10.1371/journal.pmed.0020124&type=printable
http://journals.plos.org/plosmedicine/article/authors?id=10.1371/journal.pmed.0020124#authors
https://hdl.handle.net/10.1371/journal.pmed.0020124
https://api.crossref.org/works/10.1371/journal.pmed.0020124
https://data.crossref.org/10.1371%2Fjournal.pmed.0020124
https://chooser.crossref.org/?doi=10.1371%2Fjournal.pmed.0020124
https://identifiers.org/doi:10.1371/journal.pmed.0020124
https://identifiers.org/doi/10.1371/journal.pmed.0020124
https://unpaywall.org/10.1371/journal.pmed.0020124
https://api.unpaywall.org/v2/10.1371/journal.pmed.0020124?email=a@example.org
https://doi-org.ezproxy.example.edu/10.1371/journal.pmed.0020124
https://doi.org.ezproxy.example.edu/10.1371/journal.pmed.0020124
https://dx-doi-org.libproxy.example.ac.uk/10.1371/journal.pmed.0020124
https://ezproxy.example.edu/login?url=https://doi.org/10.1371/journal.pmed.0020124
https://ezproxy.example.edu/login?qurl=https%3A%2F%2Fdoi.org%2F10.1371%2Fjournal.pmed.0020124
https://login.ezproxy.example.edu/login?url=https://journals.plos.org/plosmedicine/article?id=10.1371/journal.pmed.0020124
""",
    "doi:10.1002/(sici)1521-3978(199806)46:4/5<493::aid-prop493>3.0.co;2-p": """
10.1002/(SICI)1521-3978(199806)46:4/5<493::AID-PROP493>3.0.CO;2-P
doi:10.1002/(SICI)1521-3978(199806)46:4/5<493::AID-PROP493>3.0.CO;2-P
10.1002/(SICI)1521-3978(199806)46:4/5&lt;493::AID-PROP493&gt;3.0.CO;2-P
10.1002%2F(SICI)1521-3978(199806)46%3A4%2F5%3C493%3A%3AAID-PROP493%3E3.0.CO%3B2-P
10.1002/%28SICI%291521-3978%28199806%2946:4/5%3C493::AID-PROP493%3E3.0.CO;2-P
https://doi.org/10.1002/(SICI)1521-3978(199806)46:4/5<493::AID-PROP493>3.0.CO;2-P
https://doi.org/10.1002/(SICI)1521-3978(199806)46:4/5%3C493::AID-PROP493%3E3.0.CO;2-P
https://doi.org/10.1002%2F%28SICI%291521-3978%28199806%2946%3A4%2F5%3C493%3A%3AAID-PROP493%3E3.0.CO%3B2-P
https://onlinelibrary.wiley.com/doi/10.1002/(SICI)1521-3978(199806)46:4/5%3C493::AID-PROP493%3E3.0.CO;2-P
https://onlinelibrary.wiley.com/doi/abs/10.1002/(SICI)1521-3978(199806)46:4/5<493::AID-PROP493>3.0.CO;2-P
https://onlinelibrary.wiley.com/doi/10.1002/(SICI)1521-3978(199806)46:4/5%3C493::AID-PROP493%3E3.0.CO;2-P/abstract
see (10.1002/(SICI)1521-3978(199806)46:4/5<493::AID-PROP493>3.0.CO;2-P).
""",
    "doi:10.1175/1520-0477(1996)077<0437:tnyrp>2.0.co;2": """
10.1175/1520-0477(1996)077<0437:TNYRP>2.0.CO;2
https://doi.org/10.1175/1520-0477(1996)077<0437:TNYRP>2.0.CO;2
https://doi.org/10.1175/1520-0477(1996)077%3C0437:TNYRP%3E2.0.CO;2
""",
    "doi:10.1016/s0140-6736(20)30183-5": """
10.1016/S0140-6736(20)30183-5
(10.1016/S0140-6736(20)30183-5)
see https://doi.org/10.1016/S0140-6736(20)30183-5.
(https://doi.org/10.1016/S0140-6736(20)30183-5)
https://doi.org/10.1016/S0140-6736%2820%2930183-5
https://www.thelancet.com/journals/lancet/article/PIIS0140-6736(20)30183-5/fulltext
https://www.thelancet.com/journals/lancet/article/PIIS0140-6736%2820%2930183-5/abstract
https://www.thelancet.com/pdfs/journals/lancet/PIIS0140-6736(20)30183-5.pdf
https://thelancet.com/article/S0140-6736(20)30183-5/fulltext/PIIS0140-6736(20)30183-5
""",
    "doi:10.1016/j.epsl.2011.11.037": """
10.1016/j.epsl.2011.11.037
doi:10.1016/j.epsl.2011.11.037
https://doi.org/10.1016/j.epsl.2011.11.037
""",
    "doi:10.1016/üникóδé-дôΐ": """
10.1016/üникóδé-дôΐ
https://doi.org/10.1016/üникóδé-дôΐ
https://doi.org/10.1016/%C3%BC%D0%BD%D0%B8%D0%BA%C3%B3%CE%B4%C3%A9-%D0%B4%C3%B4%CE%90
""",
    "doi:10.3762/bjoc.20.4": """
10.3762/bjoc.20.4
/10.3762/bjoc.20.4
http://dx.doi.org//10.3762/bjoc.20.4
https://www.doi.org//10.3762/bjoc.20.4
""",
    "doi:10.1002/mpr.33": """
doi:10.1002/mpr.33
doi:10.1002/mpr.33.
https://doi.org/10.1002/mpr.33
""",
    "doi:10.978.8898392/315": "10.978.8898392/315\nISBN-A: 10.978.8898392/315",
    "doi:10.1097/01.asw.0000443266.17665.19": """
10.1097/01.ASW.0000443266.17665.19
This is an example of DOI: 10.1097/01.ASW.0000443266.17665.19
""",
    "doi:10.1049/el.2013.3006": "This is an example of DOI: 10.1049/el.2013.3006",
    "doi:10.1000/a[b]": "10.1000/a[b]\nhttps://doi.org/10.1000/a%5Bb%5D",
    "doi:10.1000/46:4/5": """
10.1000/46:4/5<4}93::x>3
https://doi.org/10.1000/46:4/5%3C4}93::x%3E3
https://doi.org/10.1000/46:4/5%20b
""",
    "doi:10/aabbe": """
10/aabbe
doi:10/aabbe
10/AABBE
https://doi.org/10/aabbe
https://doi.org/aabbe
http://dx.doi.org/10/aabbe
doi.org/aabbe
""",
    "doi:10.1038/s41586-020-2649-2": """
10.1038/s41586-020-2649-2
https://www.nature.com/articles/s41586-020-2649-2
http://nature.com/articles/s41586-020-2649-2
https://www.nature.com/articles/s41586-020-2649-2.pdf
https://www.nature.com/articles/s41586-020-2649-2#Sec3
https://www.nature.com/articles/s41586-020-2649-2?error=cookies_not_supported&code=1
https://www-nature-com.ezproxy.example.edu/articles/s41586-020-2649-2
https://www.nature.com.ezproxy.example.edu/articles/s41586-020-2649-2
https://www-nature-com.proxy.lib.example.edu/articles/s41586-020-2649-2.pdf
https://ezproxy.example.edu/login?url=https://www.nature.com/articles/s41586-020-2649-2
""",
    "doi:10.1038/nature12373": """
https://doi.org/10.1038/nature12373
https://www.nature.com/articles/nature12373
https://www.nature.com/articles/nature12373.pdf
https://www.nature.com/doifinder/10.1038/nature12373
""",
    "doi:10.1007/s00134-020-05991-x": """
https://link.springer.com/article/10.1007/s00134-020-05991-x
https://link.springer.com/article/10.1007%2Fs00134-020-05991-x
https://link.springer.com/article/10.1007/s00134-020-05991-x/fulltext.html
https://link.springer.com/article/10.1007/s00134-020-05991-x/figures/1
https://link.springer.com/content/pdf/10.1007/s00134-020-05991-x.pdf
https://link.springer.com/content/pdf/10.1007%2Fs00134-020-05991-x.pdf
https://link.springer.com/10.1007/s00134-020-05991-x
https://link-springer-com.libproxy.example.edu/article/10.1007/s00134-020-05991-x
""",
    "doi:10.1007/978-3-030-58580-8_7": """
https://link.springer.com/chapter/10.1007/978-3-030-58580-8_7
https://link.springer.com/chapter/10.1007%2F978-3-030-58580-8_7
""",
    "doi:10.1186/s13059-020-02154-5": """
https://genomebiology.biomedcentral.com/articles/10.1186/s13059-020-02154-5
https://genomebiology.biomedcentral.com/track/pdf/10.1186/s13059-020-02154-5
https://genomebiology.biomedcentral.com/counter/pdf/10.1186/s13059-020-02154-5.pdf
""",
    "doi:10.1186/s40537-019-0197-0": """
https://journalofbigdata.springeropen.com/articles/10.1186/s40537-019-0197-0
""",
    "doi:10.1111/j.1365-2966.2009.15809.x": """
https://onlinelibrary.wiley.com/doi/10.1111/j.1365-2966.2009.15809.x
https://onlinelibrary.wiley.com/doi/full/10.1111/j.1365-2966.2009.15809.x
https://onlinelibrary.wiley.com/doi/epdf/10.1111/j.1365-2966.2009.15809.x
https://onlinelibrary.wiley.com/doi/pdfdirect/10.1111/j.1365-2966.2009.15809.x?download=true
http://onlinelibrary.wiley.com/doi/10.1111/j.1365-2966.2009.15809.x/abstract;jsessionid=A1.f02t01
https://rss.onlinelibrary.wiley.com/doi/abs/10.1111/j.1365-2966.2009.15809.x
https://rss-onlinelibrary-wiley-com.ezproxy.example.edu/doi/10.1111/j.1365-2966.2009.15809.x
""",
    "doi:10.1145/3292500.3330701": """
https://dl.acm.org/doi/10.1145/3292500.3330701
https://dl.acm.org/doi/abs/10.1145/3292500.3330701
https://dl.acm.org/doi/pdf/10.1145/3292500.3330701
https://dl.acm.org/doi/fullHtml/10.1145/3292500.3330701
http://doi.acm.org/10.1145/3292500.3330701
""",
    "doi:10.1126/science.abc1234": """
https://www.science.org/doi/10.1126/science.abc1234
https://www.science.org/doi/full/10.1126/science.abc1234
https://science.org/doi/epdf/10.1126/science.abc1234
""",
    "doi:10.1073/pnas.1914661117": """
https://www.pnas.org/doi/10.1073/pnas.1914661117
https://www.pnas.org/doi/full/10.1073/pnas.1914661117
""",
    "doi:10.1056/nejmoa2034577": """
https://www.nejm.org/doi/full/10.1056/NEJMoa2034577
https://www.nejm.org/doi/10.1056/NEJMoa2034577?query=featured_home
""",
    "doi:10.1021/acs.jcim.9b00975": """
https://pubs.acs.org/doi/10.1021/acs.jcim.9b00975
https://pubs.acs.org/doi/suppl/10.1021/acs.jcim.9b00975/suppl_file/ci9b00975_si_001.pdf
""",
    "doi:10.1177/0956797611417632": "https://journals.sagepub.com/doi/abs/10.1177/0956797611417632",
    "doi:10.1080/01621459.2017.1285773": """
https://www.tandfonline.com/doi/full/10.1080/01621459.2017.1285773
https://www.tandfonline.com/doi/abs/10.1080/01621459.2017.1285773?journalCode=uasa20
https://amstat.tandfonline.com/doi/full/10.1080/01621459.2017.1285773
""",
    "doi:10.1103/physrevlett.116.061102": """
https://journals.aps.org/prl/abstract/10.1103/PhysRevLett.116.061102
https://journals.aps.org/prl/pdf/10.1103/PhysRevLett.116.061102
https://link.aps.org/doi/10.1103/PhysRevLett.116.061102
""",
    "doi:10.1088/1742-6596/1/1/012": """
https://iopscience.iop.org/article/10.1088/1742-6596/1/1/012
https://iopscience.iop.org/article/10.1088/1742-6596/1/1/012/meta
https://iopscience.iop.org/article/10.1088/1742-6596/1/1/012/pdf
""",
    "doi:10.3389/fnins.2020.00001": """
https://www.frontiersin.org/articles/10.3389/fnins.2020.00001/full
https://www.frontiersin.org/articles/10.3389/fnins.2020.00001/pdf
https://www.frontiersin.org/journals/neuroscience/articles/10.3389/fnins.2020.00001/full
""",
    "doi:10.1093/nar/gkaa123": """
https://academic.oup.com/nar/article/doi/10.1093/nar/gkaa123/5700000
https://academic.oup.com/nar/article-lookup/doi/10.1093/nar/gkaa123
https://academic.oup.com/nar/advance-article/doi/10.1093/nar/gkaa123/5700000?login=true
""",
    "doi:10.1108/jd-01-2020-0001": """
https://www.emerald.com/insight/content/doi/10.1108/JD-01-2020-0001/full/html
""",
    "doi:10.1515/bmc-2020-0001": "https://www.degruyter.com/document/doi/10.1515/bmc-2020-0001/html",
    "doi:10.1002/14651858.cd000001.pub2": """
https://www.cochranelibrary.com/cdsr/doi/10.1002/14651858.CD000001.pub2/full
""",
    "doi:10.1136/bmj.m1": "https://www.bmj.com/lookup/doi/10.1136/bmj.m1",
    "doi:10.1037/0003-066x.59.1.29": """
https://psycnet.apa.org/doi/10.1037/0003-066X.59.1.29
https://psycnet.apa.org/doiLanding?doi=10.1037%2F0003-066X.59.1.29
https://doi.apa.org/doi/10.1037/0003-066X.59.1.29
""",
    "doi:10.7554/elife.01567": """
https://elifesciences.org/articles/01567
https://elifesciences.org/articles/01567v2
https://doi.org/10.7554/eLife.01567
""",
    "doi:10.7717/peerj.4375": "https://peerj.com/articles/4375/\nhttps://peerj.com/articles/4375.pdf",
    "doi:10.7717/peerj-cs.103": "https://peerj.com/articles/cs-103/",
    "doi:10.7287/peerj.preprints.3190": "https://peerj.com/preprints/3190/",
    "doi:10.1039/d0sc01234a": """
https://pubs.rsc.org/en/content/articlelanding/2020/sc/d0sc01234a
https://pubs.rsc.org/en/content/articlepdf/2020/SC/D0SC01234A
""",
    "doi:10.1101/2020.01.30.927871": """
https://www.biorxiv.org/content/10.1101/2020.01.30.927871v2
https://www.biorxiv.org/content/10.1101/2020.01.30.927871v1.full.pdf
https://www.biorxiv.org/content/10.1101/2020.01.30.927871v2.full
https://www.biorxiv.org/content/10.1101/2020.01.30.927871v1.abstract
https://www.biorxiv.org/content/biorxiv/early/2020/02/02/10.1101/2020.01.30.927871.full.pdf
https://doi.org/10.1101/2020.01.30.927871
""",
    "doi:10.1101/2020.03.11.20034331": """
https://www.medrxiv.org/content/10.1101/2020.03.11.20034331v1
https://www.medrxiv.org/content/10.1101/2020.03.11.20034331v2.full-text
""",
    "doi:10.31234/osf.io/abcde": """
https://psyarxiv.com/abcde
https://psyarxiv.com/abcde/
https://osf.io/preprints/psyarxiv/abcde
https://osf.io/preprints/psyarxiv/abcde_v2
https://doi.org/10.31234/osf.io/abcde
""",
    "doi:10.5281/zenodo.1234567": """
https://zenodo.org/record/1234567
https://zenodo.org/records/1234567
https://doi.org/10.5281/zenodo.1234567
https://zenodo.org/doi/10.5281/zenodo.1234567
""",
    "doi:10.2139/ssrn.3580000": """
https://papers.ssrn.com/sol3/papers.cfm?abstract_id=3580000
https://ssrn.com/abstract=3580000
https://dx.doi.org/10.2139/ssrn.3580000
""",
    "doi:10.7910/dvn/tjcllp": """
https://dataverse.harvard.edu/dataset.xhtml?persistentId=doi:10.7910/DVN/TJCLLP
https://doi.org/10.7910/DVN/TJCLLP
""",
    "doi:10.5061/dryad.234": "https://datadryad.org/stash/dataset/doi:10.5061/dryad.234",
    "doi:10.4230/lipics.icalp.2020.1": """
https://drops.dagstuhl.de/entities/document/10.4230/LIPIcs.ICALP.2020.1
""",
    "arxiv:1912.04977": """
arXiv:1912.04977
arxiv:1912.04977
ARXIV:1912.04977
arXiv: 1912.04977
1912.04977
1912.04977v1
arXiv:1912.04977v3
arXiv:1912.04977v1 [cs.LG] 10 Dec 2019
cs.LG/1912.04977
https://arxiv.org/abs/1912.04977
http://arxiv.org/abs/1912.04977v1
https://www.arxiv.org/abs/1912.04977
https://arxiv.org/abs/1912.04977?context=cs.LG
https://arxiv.org/abs/1912.04977#
https://arxiv.org/abs/arXiv:1912.04977
https://arxiv.org/pdf/1912.04977
https://arxiv.org/pdf/1912.04977.pdf
https://arxiv.org/pdf/1912.04977v2.pdf
https://arxiv.org/pdf/1912.04977v2.pdf#page=3
https://arxiv.org/html/1912.04977v3
https://arxiv.org/format/1912.04977
https://export.arxiv.org/abs/1912.04977
https://de.arxiv.org/abs/1912.04977
https://ar5iv.org/abs/1912.04977
https://ar5iv.labs.arxiv.org/html/1912.04977
https://www.alphaxiv.org/abs/1912.04977
https://huggingface.co/papers/1912.04977
https://scirate.com/arxiv/1912.04977
https://www.arxiv-vanity.com/papers/1912.04977/
https://identifiers.org/arxiv:1912.04977
arxiv.org/abs/1912.04977
10.48550/arXiv.1912.04977
doi:10.48550/ARXIV.1912.04977
https://doi.org/10.48550/arXiv.1912.04977
https://doi.org/10.48550/arXiv.1912.04977v2
Kairouz et al., arXiv:1912.04977, 2019
https://arxiv-org.ezproxy.example.edu/abs/1912.04977
""",
    "arxiv:1310.2590": "arXiv:1310.2590\n1310.2590\narxiv:1310.2590v2",
    "arxiv:1601.07616": "arXiv:hep-th/1601.07616\nhep-th/1601.07616",
    "arxiv:9912.12345": "9912.12345v2",
    "arxiv:math/0309136": """
math.GT/0309136
arXiv:math/0309136
arxiv:math.GT/0309136v2
https://arxiv.org/abs/math/0309136
https://arxiv.org/abs/math.GT/0309136
https://arxiv.org/pdf/math/0309136.pdf
https://arxiv.org/pdf/math/0309136v2
https://doi.org/10.48550/arXiv.math/0309136
""",
    "arxiv:hep-th/9901001": """
hep-th/9901001
hep-th/9901001v27
arXiv:hep-th/9901001v27
https://arxiv.org/abs/hep-th/9901001v3
http://xxx.lanl.gov/abs/hep-th/9901001
https://arxiv.org/ps/hep-th/9901001
""",
    "pmid:12082125": """
pmid:12082125
PMID:12082125
PMID: 12082125
PMID 12082125
pmid:012082125
pubmed:12082125
https://pubmed.ncbi.nlm.nih.gov/12082125
https://pubmed.ncbi.nlm.nih.gov/12082125/
http://www.ncbi.nlm.nih.gov/pubmed/12082125
https://www.ncbi.nlm.nih.gov/pubmed/?term=12082125
https://pubmed.ncbi.nlm.nih.gov/?term=12082125%5Buid%5D
https://www.ncbi.nlm.nih.gov/entrez/query.fcgi?cmd=Retrieve&db=PubMed&list_uids=12082125
https://europepmc.org/article/MED/12082125
https://europepmc.org/abstract/MED/12082125
https://identifiers.org/pubmed:12082125
https://pubmed-ncbi-nlm-nih-gov.ezproxy.example.edu/12082125/
Rev. 2002. PMID: 12082125; PMCID: PMC117123.
""",
    "pmcid:PMC2631623": """
PMC2631623
pmc2631623
PMCID: PMC2631623
https://www.ncbi.nlm.nih.gov/pmc/articles/PMC2631623/
https://www.ncbi.nlm.nih.gov/pmc/PMC2631623
http://www.ncbi.nlm.nih.gov/pmc/articles/PMC2631623/pdf/nihms.pdf
https://pmc.ncbi.nlm.nih.gov/articles/PMC2631623/
https://pmc.ncbi.nlm.nih.gov/articles/PMC2631623/pdf/nihms-12345.pdf
https://pmc.ncbi.nlm.nih.gov/articles/PMC2631623.1/
https://europepmc.org/articles/PMC2631623
https://europepmc.org/article/PMC/PMC2631623
""",
    "isbn:9783468111242": "9783468111242\nISBN 978-3-468-11124-2\nISBN: 9783468111242",
    "isbn:9783905673821": "978-3-905673-82-1\n978 3 905673 82 1\nISBN-13: 978-3-905673-82-1",
    "isbn:9780975229804": """
0-9752298-0-X
097522980X
0-9752298-0-x
ISBN 0-9752298-0-X
ISBN-10: 0-9752298-0-X
978-0-9752298-0-4
""",
    "isbn:9780451450524": "urn:isbn:0451450523\nISBN 0451450523",
    "isbn:9786587773124": "978-65-87773-12-4",
    "isbn:9780321125217": """
https://www.amazon.com/Domain-Driven-Design/dp/0321125215/ref=sr_1_1?keywords=x
https://www.amazon.co.uk/dp/0321125215
https://openlibrary.org/isbn/9780321125217
https://www.worldcat.org/isbn/0321125215
https://isbnsearch.org/isbn/9780321125217
https://books.google.com/books?vid=ISBN0321125215
Evans, Domain-Driven Design, ISBN 0-321-12521-5, 2003
""",
    "url:example.org/a/b": """
https://example.org/a/b
http://www.example.org/a/b/
HTTPS://WWW.EXAMPLE.ORG:443/a/b
http://example.org:80/a/b
https://example.org/a/b?utm_source=x&fbclid=y
https://example.org/a/b#part
https://example.org/a/./c/../b
https://example.org./a/b
https://example.org/%61/b
https://example.org/a/b;jsessionid=8A.node1
example.org/a/b
example.org/a/b.
https://exa\u200bmple.org/a/b
https://example.org/a/b*?utm_source=x
<https://example.org/a/b>
https://example.org/a/b?utm%5Fsource=x
https://example.org/a/b?mc_cid=1&mc_eid=2&_hsenc=3&gclid=4&igshid=5&msclkid=6&mkt_tok=7
https://example.org/a/b?pk_campaign=1&mtm_source=2&twclid=3&yclid=4&srsltid=5&wt.mc_id=6&at_medium=7
""",
    "url:example.org?a=1&b=2": """
https://example.org/?b=2&a=1
https://example.org?a=1&b=2
https://example.org/?a=1&utm_medium=x&&b=2
""",
    "url:example.org:8080": "https://example.org:8080/\nhttp://www.example.org:8080",
    "url:example.org/%C3%BC%3F": """
https://example.org/ü%3F
https://example.org/%c3%bc%3f
""",
    "url:xn--mller-kva.de/x": "https://müller.de/x\nhttps://MÜLLER.de/x\nhttps://xn--mller-kva.de/x/",
    "url:sciencedirect.com/science/article/pii/S0012821X11007199": """
https://www.sciencedirect.com/science/article/pii/S0012821X11007199
https://www.sciencedirect.com/science/article/pii/S0012821X11007199?utm_source=x
""",
}

APART = """
https://doi.org/10.1000/182
https://doi.org/10.1000/1820
https://doi.org.evil.example/10.1000/182
https://doi.org/10.1000/182É
https://doi.org/10.1000/182é
https://evildoi.org/10.1000/182
https://doi.org:8080/10.1000/182
https://evil.example/10.1000/182
https://evil.example/doi/full/10.1000/182
https://evil.example/?doi=10.1000/182
https://evil.example/?url=https://doi.org/10.1000/182
https://evil.example/#https://doi.org/10.1000/182
https://evil.example/login?url=https://doi.org/10.1000/182
https://doi-org.evil.example/10.1000/182
https://www.nature.com/articles/?x=10.1000/182
https://doi.org/about
https://doi.org/the-identifier/what-is-a-doi
https://notarxiv.org/abs/1912.04977
https://arxiv.org/abs/1912.04977
https://arxiv.org/abs/1912.4977
https://arxiv.org/list/cs.LG/recent
https://arxiv.org/src/1912.04977v1/anc/data.csv
https://evil.example/arxiv.org/abs/1912.04977
https://evil.example/?arXiv:1912.04977
https://pubmed.ncbi.nlm.nih.gov/12082125
https://pmc.ncbi.nlm.nih.gov/articles/PMC12082125/
https://pubmed.ncbi.nlm.nih.gov/?term=cancer
https://example.org/12082125
https://example.org/?123
https://example.org/?124
https://example.org/?a=1&a=2
https://example.org/?a=2&a=1
https://example.org/?q=a+b
https://example.org/?q=a%2Bb
https://example.org/?ref=1
https://example.org/a/b
https://example.org/a%2Fb
https://example.org/A/b
https://example.org/#!/paper/1
https://example.org/#!/paper/2
https://example.org/#/paper/1
https://sub.example.org/a
https://example.com/a
https://www.com/
https://example.com/
http://example.org:443/
https://straße.de/
https://strasse.de/
https://apple.com/
https://аpple.com/
https://www.biorxiv.org/content/10.1101/2020.01.30.927871v2
https://doi.org/10.1101/2020.01.30.927872
https://journals.plos.org/plosone/article/figure?id=10.1371/journal.pone.0000001.g001
https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0000001
https://osf.io/abcde
https://psyarxiv.com/abcde
https://doi.org/10.1002/(SICI)1521-3978(199806)46:4/5<493::AID-PROP493>3.0.CO;2-P
https://doi.org/10.1002/(SICI)1521-3978(199806)46:4/5<501::AID-PROP501>3.0.CO;2-Z
https://www.amazon.com/dp/B000FA5SJC
https://www.amazon.com/dp/0321125215
https://doi.org/10.5281/zenodo.1234567
https://zenodo.org/records/1234568
"""
"""Each of these is another work than all others."""

REFUSED = """

a nice paper
https://
http:/
ftp://example.org/10.1000/182
javascript:alert(1)
localhost:8000/a
192.168.0.1/a
12082125
10/12
the share was 10/12 of 10.5
10.1000/
10.1000/../x
10.1000
doi:
9783468111243
ISBN 0-9752298-0-1
1234.5678
foo/0309136
arXiv:1913.04977
see evil.example/?x=10.1000/182
mailto:ann@example.org
"""
"""Nothing here leads to a work."""


def lines(text: str) -> list[str]:
    return text.strip("\n").splitlines()
