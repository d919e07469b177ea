
ef ahdacbfhdg b
dadgecgcbc

hccaaddccefd dcdgeafgccebfe

a
fbefehfchhcaeafga gfg
ahac
dbdhf f ehb
feagbdf 
fcfe befecbcehcab
 gad
fehgcaahfdc
cgbcgfcagech
c hhfheehgcbg chfcbhe   fbf
aef eheefc
ah efehe ffefgfchff c cdfhebgc

 ge
 eadc
h
cdcahdcacbfchd aghfg
b
ddfafgegb fa 
ebe  f
efcgg
 fhcc
g
hdc
bfagbf

 cf
gggdhehggc

eehegafehechab
hdeacgah  edhadheceeh
h 
bacee f
e ahff
caae hb dagg

hghgdehbeag
ehecch hf cg
 abdebbafgbghabbd
bcehcc
cgcb
da bgbea

bg
cagbf
hhffacec
 e  
deb dee cdfhgccafb
abb 
hdghhfb a gacgdbbhdc
gfdef
fggcfegf a

dcgbbaacddahhfaghe
gfhhbdccbfghc ebecedahafffaahhcbfehdcada
db
gfechfebhcdcda
geahahgcaa  
fbbdhbhadahgaaegheaadc gd dbfbb c
bd
ah fhg
g caehd bcehbegfcc bhdbg
deahdadefbbgfg aec
ahcaagebg cfbeccehfeab  aabacfge
ad gcfdffac

cbe 
cchggbffhdh
gchac hh
abcgadaa
dhfghddede  fdffda
hgfccdhgabcgbedfhh 
bdgab 


cgafa
e g h gh
 a cgf
a deebabf

geaedbabef

 dh bbdf ggaggc d
fgfb fdbdeee
bcbgcdb

 ggdgh 
degeb
fcgacbe
 

cgdf
bfbahc bfdhgd
hbadcbbfcf
b
hfc 
bfbbddffchbdg hgab
fcahgfbheabhfdfgcehb
begfb gadgdebceb hgc gdbhfcbacfaae hg baddhah be
h aacg g


adaggggacfcedgbfdggdechfeabchbbgagcdahf
hchdbf
aacgbecffdce  bebbgfefh 
hd
cea agcdhaaadgd 
dea dagfa ehhbbf
 e

ggec
bhad 
gb e fgchfbha

d
haabbfcffeehcbeeaegcde
hc
c
af baha
haa
gbg 
h

d bb
babhe  bebgeeheeaf hhgcdef
dhbcfbgh
 gcdchc h
facge
h  d dcg efe
bdegf ehbbbfbbe
ca gcfebgfbebefggbbebcab gbhgbdga
 eb ffbhgbcdb
 bb ggbee hgad cgcdf bceaheh 
 eecehhg
bc
dhbhdcdcbhe
hchbe
efa  bdaf

hh 
e
faec gegfcedaahcegeg
hf  f
ac
ha hhfad ahbdcc dgbggdeadd
b fg
edbf 
 hae acgahaddbchhhhe ba

h



dah dbfdb fbcdgaagaedggcbgddcghcgaeh debdgg hddf
ead cfb
gfceca cgba hfbhcfaa
fhe
hf
 gcgg hadheb b hdb
fbbfgcffaeb bbah hdhecge
h
b deb
ebgegbcfgbfdfbhfbhfaha
deeeh  f  b 
hgd
ggbcbhfaefg

bcahcea
b
abbeeegdaghecf  
gh
hacfhf
bbheffbgghecc hfeccgagfed
cg
 hbegaddgdh
 ab ebff
fcaadhaeh dadffdfhaabdbebdbb
ffegceebgcdhaehda dg
behaeahcbbdffd
haa
f gffed
ehca

dda
ebdddg
decdcb



hdheeb
c
h bf
h aea c
cegeh

fcdh  db
ahce adecegebfeb
da
deghebhghcgh ag

ad ef cfg

cgd


aedghh chhhh
ddfdcbbhh acah
cbabghcbafg  fdch h fa
fahadd eeeddhb
hhdfgedfgafbcdfedfdeb heb  eacbbhec dffcagggabe gbbafe hccf eebgg ahhehbe bdgbb
d 
g dh  fdcaab
ggahf dfheddhhebeb

 egahacadg 
cdfdb gcdhh
chcfhbhebhff
db efe afffcdg gf
eggd
cafabdg 
hbgdfdgb
agfdfcgfeehfcdahfdbhfebec
f hchdghe

a
dbgc a
feaa fgb dc
fed
gcc
he
ghfeffaegh
 debbb
b
g
bfchgah
ff
eb  d

bhcbfec
dagbchbdhbeab
 d

d
g 
hebdc h
f
hacgecagagcf
hhhgdffhgba ad hcffgbfegbbbbb cbdhgfgd
fddbeeag
gd
fc

cadhdaafehhhbh bfc
 a
ba
fbbha d
hadgfbabdhfedf
h
dddcdb
ghae
hdada gccgecf bfedf fcgchdfac  eecbhbb cefeahdhdhc cefdgaaefgdfb
ah
f 
bfhhg b
e
hdgeabffgf edbececbdbcf
bc 
e
egbgeghgdbcd
fd degchfgg
cefb fcgb


gb  eca h dahhbffcdh aechbgf
f c eddccceghhdcg accf
daedg


achecbhfcb dhdfhhb
cebcbbbeghddhghbghefdhacaef

bh gdhb  
hdfggdcff
ddh bf g ec efef

fdagcg
ecaffccfgdfgdd
ehc dgbc
 egabe
fcgdahfc fgaceehbac
bbaaf
gh e 
fggaebcdg fadc
bdec egeahccecfd
dhcd


hh cdd
c
e  df g cac
ehhae
eheaabdddhedcddfcghafcbcf
gcgd
 
ahedgbbc
 dcgdgghcch
faeee g
ba  fefbbc fhedbagdd cfbaabafegebag
 fa
 aaefcgf
ffb dfcgd
d hefhh

gee ee 
dedgdhaef
 hfh
 g
e  g efdhhfaacehgb
edbccgdffchgddf
a 
a    ggfa
hadhbffdb hc d ha 
h dfbadachbghbf
dd
ecddg
 gchg
dbg 
aggbdh
ege ef

hbcb
 
fbc
b
a
bgaebe
eaefhe hbc ee heac
hbfce
eega gcgbhcaggbefbaafff  gbcdef
db
gcbffaafbbafcbccehddaahebh c

a ccbceedhdchgec g h f
dc add e baec 
d
bgaebdagbg f  bag a e  c cd
edh
fhfe
 dgdhddfbc
eaa
fhfcfcef
c
ae
bgcaeghhg
chdccdd  heaebgcacdbfacfa
ceeaad aeabc hfdfaff
cgfb hdc a
cheg

 hggfc fddhdhea
a
ah
b
ebhgbbbfeeabhbh
dddb
 fg fc be ec
cfa
 e
f
fffh dgf
 agbb
 gahacbfgchaab ebfg

gb  e bbhagdahce
hb
ada ec
ddbhaeba
dbbhgdcc e

hahggb
afdb hb
fda gadfebhaa
hh

hheh aa
ebf
 
ecfeag gea
e ccf
ffhg bc fgfbcbeea bfhcf bhdf c

fdfcabgbcebe
f ed  adbbgchhdgad
 h
abhdgdabg

dha ef
beb
hhd
a
gcaeebeb  

dcg
e
gb gbeb
ac
bebfe agcd
de
aecbachaf
gb deedgfhgb


h
agce c abhedgecf
gfedbgaag
bdeffchdde
gga
f fb 
fd
 fgebd
f
ddcgdg hbhhc
g 
g c
f d
 
cgeb
a
cfaca fg
h
bf bdceg acfdaecbd bb
cf faf haggaabfgbfcfgggb
dhf adcedccdbd
bhb ceaageabaaceafhc fhegd ccd
cdccbg
hd bfbhfhabeaee
 hdb efdhdddaah
fea fec
ac ff  h
c   cc bf cd
d
ach
bbcb

adcdeh
g
ac gddebbeg aa
acdbfgf hgaechhd bgahb
b
gceh
bbcagcfecbcbbcd bfgh
ch bd ebebeca dbc fghabba 
cdgbg
ffadgb
ddaba
hdbgadbbggae

 fd
hb
g b
egdbf  ebeeegcdg e
abdgf
hb
ghdfg aeh

fah chacgbdedbhcbab
e
hagd 
cd adg   
hhgfhacccdadgaafbe
abeb bhceg hghah accbe
hhcbhfbeddb bfab
c bgh bb
bbc
he db
aeacfcf
ff 
h  e  adghghf
ffcehafcf eb dh
d fhedae
a egfcdfd
fg
ehbbecbhbbb dhhdbccf cfg de cfehdchhhf bcff
eff db
ehhbge
fbcffca acgfghfgcbhfaaabgchecdffdc def
 g ea fhf bdh 
cafdh b
bd bb hc
gfdgfcc
 
bfdd gd
 gbe babhed hf
hdfffac
 hgcgbdgbbedbg
h gghdb
dd  efahed agg
dafc
bhg
ea
 dcccfech bbff
dh 
ehhadbeebfbacef
hh
gehgfa
bfedce bb

c caedhe

cdbghhd
gc

c
ef
gcheefhhgd
e
 gb
bhaabb
ga
fe

ccfcd gb
adbhhcgebhhgbee
ag  def
dgaa ffga eefadcgabffhdde dah g aafhbh
hghgc ee ac acbgbg dcf g  f
gf aebbahhfdefab eh egcbfhaaddacc
caab
bhafhedgcceacag b

ge  bc hahahe 
fffc ehffegd
adb bcgaa aeead
cb
 cfdaabfcgcfb
ebdcdf
ecb
 bdfdadcbg aafbgef