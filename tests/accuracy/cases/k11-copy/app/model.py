gabg d  ac
habaa a
 b
agc
feddh badch fgccag

ahcfdcac hggc
hdeahhfd ccgeffhhbgae eebec 
d hd hbdddcedehfceb cabfd
efb
d 
dgegdga
bgbh  ghddfhced
ahd
hc ce e fegf
a
 fb addaf ehhffh
ah cfg
hdcedgaaehfe
bbhe g 
bcbeghc beggg 
agaaaahgbefa
dcd 
d
ecf
edhhce

dhgaafggfb dfd

a
  eeebfd geda
gf
cccddad

cg cabfcf haachbgggfhcfbf

debeahdhff
f 
gcdh
c ehgfehd f gfh aadd hdhh
dbedg
fgeah
fcb
b
b
dag
bb
dfdgeea h eha
ea
bdbhh afdgcaf
bde
a hgdee
hedc
dfgcgcegbaf
h fg hde acdafg
agheaddfae eecd a
c
fc gedhdgdcddddfcgb

 hacef e ghdegb 
e gcgbee  cfdaf gbe
afgdhbc
hcgghecacffddhdgcg
fafhgbcbgfhdaafafbcgeebaddddffgfagfg
faabbbae fg
chhffegad
 fgccda gfe dga


c fdefedbbaghgdg
bbfbafce fbcfhdaahf bbaheeghcdf h hgbfdch defa fa
dfadecbbbdhecec g  dhba
bfbe dhcea
bfhedab
eegchhdhhbd
bfdcfbbd  d
gda
e

fag a

hgebgff hdcdfhbd a  fh
gggcbabfe
ebcbh cedfhfdfcfhcc
h abca da
dd
hca gb ga
ahge
a
dg bc
ah
dhdaddea
h  cehbghff ahfffdefafch
gd eheffa adcbfafac abcd
faca
gbh g h 
cebadcbd

cfa
 

cb

hbcfahdchhb
bbdddfgegbhad bfaaehgb 
bahefhgfc aed
cbbgeggbddh

ff f
beechh
bb bb
dafbcdhae
h
ed fdfggg
 dgc hea g
dcc
g
 ghfhfadf
fb  bafehfga
dabcbddehge
h
d
ba 
eg

 b
fbff
ee
g dhfbhbeag
dfb 
efbhdaeahdahgbcfdeh
ffa a
dggc
bd
gfbdegdccfedddgd b g  ch
gbd
 

eag
bbbbeac
dhhfbbcadc hd gbafc
fbbaahhfea
hhcfaegdb
f  febacagb
acdbdfefgecfhh geag
efacgd

ccbb
e
f cdebgegbh  cchfh
hfabadghbbe 
 egcgf
bfedc
 fcfg
afff
db d  
d
 bc
hag
b hbf
b  fghad
cf dgebacgch  a  bdcd
cebfd  ggf gag ae feehba  hca bdgfaaeafcacffcc
fgff haag  c h d
aehacgd
gegedggh  bachdaffgac
d ceh ahf edgadeccch efcc fe
g
eba hfecbebbabgeh
   cc
dgcgdgdcged efhgbdaag
gbb cfde
a

adeeae gfhg

ebfehfhdbac abggafhhh
h cdhf

gag  hdbhg gheahcafdbggce
fghhcah
g  afabcdg
g
hdc
ababghdbcggdccc
aeacdh e egg ehfcefefbb
c
fde
hd
cd cdegcacghfhf db
f
 eeag bg ef h  f ffgeacggcef
afcda
 aff
hhhfbadffh
cfbeb 

 ff d
ahfedgaccbc 
fffgbc ad
d
cefedg 
fd
fbbc
ec 
bddf efagcehefcaaecbbd  dc hg
eddec
d gcebchfceec
gabb
f
a
c
ec
bh eghd 
d aegbbh adch
aa gg hged 
d ffa  dadgce daa
hdggccbbfca e
aefhd cafc
h a bd bdbc
 aedafecb
g hhafg
cdd fbhef ehb
 e deafdchcc
dh afbehfhed dedeagadc dggceeefgffeebbde
ahgdfdf
 hhf eadhfdcf fbhc 
fdadbdgbfd 
hfdgb agadadg
hbgee dccefccgbabfbeeagdc f
 agcbdf cecb cfbb cdfccfd

hcab
ge adchhagh h aegf
fbbabaefcehfdcd
hhadg
h
gbdceehdf
 echachbb ab
 bfeb
cagfghfdaehcgchdb
beb  h dch ffd
affc
fef
dfgde beaedh

c cfeahac
ebaaaeghc
dc
fcbaaf hhb ce
h g
h
 dfhgdafedghdgafcg
adehaeahggc
d

ahcbcggdefchd
chchhg
bgahebe feg
babgbagbeeeefebfhgfccffhbcfad


hdegbab
 eg
b b
a  hgbh ghdgfhba 
dahbhgbgdgfbd behceged
 d dfheg  gbafhgccfacd c
hch dfaegd 
c
abe
eeafd
c
  achfhec
c

d
cgdeaeafcfge
daccg
h  gfeahbea
h
ef 
aebebghd
hchfb ceg

e hhhdh
cf chdegabgbfdd c dbb
 bagfg  ggc
bfh
e fcffdha cefdehcecd
dabeabhgg hahdcfafac
d fhcgb
hca cceh
abcd
ac
ae dgaf dca  aacdfd
f
gagf ed cfb
eh hdddcbddb  hha ffhfahceg aebc
aef hgabfdc
hghhffgcfggdeg cghhed




bheagbef
e
h cabhagfagdca  c

eeacg b e
b efbffgff
c bd
aeah  hhe
gecgcggcbacfbec
b
dfah
fedbcdh
b c
ahecgahfccf  da
fbddged
age
hgdedfg d
cagcabgcgggdfhhagbheh a fhcehcaafdbebcefadag e bdcceaa cgcdfcf h dhgadgf
g
eah
ehhfdffb
bbhcfdf
ced 
he
 faddgchebhbcc
bggbdcegc
fbhfdg b
a
 ch
h
h
ggff

b
 aaba   fbgbfbeda
abfehhdgfaagbc
c b
cag
ehggf
 
aebbadg ededbbh gbaa 
ahehegcecadb
fdbecd gefbacg d  ffdgc
cagch ffceec
d
g
b
acggg fbedfhhbecba
a  ebeddh f
e hhaa hcfcd
d gdfa f
 ebgcfehefgfa
gcaeafahfdffecbg
d
d ehh
 hd
ghfdfcad

fg

ecged
c
dceh
gfahc aaadddhdecfafeb fbcch  fcceba
fabbccaehgfah d ch 


b bdceccag
 
c ae
d 
gbebbeecbdbabca  eghfhh eaa
fbchd


dc
ea fhhfheedfbaachce
 c fbdfahf
 b
cfehh
bhge
 gaefhhdhc

cfc
hbedfaehdea aega
 

caeg gdhgbdeac
fgbaaafaa
bd a
 c
gcf
c bb
hg
eb hhahdccb d dghbeehdaceadaedgcb
  
fc ef ah
h
dacecadbae abe
b 
hhcgadbafff
eadf hc b a edh
c
bheffcfbdcfcd d
hf hdfff  ggcfc d cdhe

chadgefehhab e
 bdcf
a
hbhh
hab ghgha a a 
cdagaeadch baffec  ccc 
c dc

eheha  e
ca egab
aa a
hfeaegcde 
eefc  bd
  d

ehcbffefhaec
 haade 

 h
f fafgab 
d ad

f bebfggfhegdbgagha gbdad cecb 
cbacg bc
cfdbeeegc
baefgefcgdbc
g f
cfefbec bebddfdc ab
fbbaah hddg cbae

daedagga
fbhhacbbddecghd 
hhhbceb
ad hgdhf ad
gdefh
cf e cegch
febachecbgcfgfg f
bgeb
bf 

h  e chcdhacca

cgfghae ffceca faabadff
dead d fcf
cdgfea gceff bgccfcbfg
d
fa gddhfbg
ggebdaedfbh
a
feb
acdhdcbaeee
a chbgb
hcdbdecdcd e

f
 eec hcbd a e ffc 
cfcgbfa  
gfhcfdef
ghaf
fc cbhhb
b
dd 
bef
deh
dfc ah 
ce ddbgbef ccegdgfh ede
egcbf
cdg e 
ba da hgehfdfedhedheghedbhcf
cf gca dcafegha
ghchf cb
adfha bcbdege
fhhbad
hcdgfcchc gafafgghge  c
dfch
dcceb
befaae behcbgcehdedh ed hcchg
 bdcde
 d
agfgbhfaec  gebde hdefdfcgfahdggfe
eaaeggacbc
agcf cf fdehgbbdedbecbgghedah gaghghhcebee
cdd
hf
hfggfd
d
cc
bebddecgahee
a
ffcbbbcdh
abg egbbe
 
gaec acdf ageadhe
fdc 
faebd da


a
badagdffbaghbdhd fhehg ebaefcadgggchgcg dbda
bb
b egb

d
fff cechcgadeefhhaagehf
c
edadae ebh 
agcghfddfddcaeg ghhhfccbbf
gegbg abhaba 
eaeaghf
ddb
cbadbafbg
e eb
dfaf
db

d eefhe h
hdfhdh
hcc  cfed 
ceahaad bc 
ef
chgcd hf
fac badegdgbf
eabbhghgfdb he dfegabgde  cefhcegdd
eefg ddfabdgggab  bhga bc
c
hb eadbbhc bbgg aahgbef feb
 
e
cee

fd
ch geadff gdf

gdgfefahcabe
gaabbab
hgbfd
eddggddb cafdfdfecbgca  dgdfac
cefdfgdgegbh gdecedda dhffdd fca
ce dgbc 
fh gdbb
caagd b
g fad gfhc   cgddgdhdfcabbgaeca
 agabca
ebefgebcceccb aeddgfegh
h
chdha  d
de ehbbcddae
ge
fbde

 b
ed
g
ab hgg
chgfhbff
ffchb
efgadg

fcd f
dghhceeeebhdfcec
g 
bdg
adafaagc
fgcheegacaafhhfaba
dh
ghdg ch
e
ahcfffcdaad gfcbaee
d bf
bbefgb

gbgchhccfgaeeea
daeefeb
gahc

cfd
dafcbbdgg cdgbeghhddddhgeeb dc  af
abfgcefgdd  
e
g fgcbddgdgdffdedcaae
ged 
ccgb be a
 hh

h hfb
gded
ebadcfadfhacg bfd
a
ddbhdhfeefdfdfaggg edchdhfbec  fdbdf
gch
 d
hffe 
ccf dafchdahf
agab

h  gccc dcfbgegf
df aeega 
cfbf  
af  gb
fdcadf


 h
a
egee
ehhc
ghaece a
cfbhb
bhce 
gh
gga

agdcbdhe

h
bfaaeggdbhba gcfbef  bahhaeabd d
g gcbdaaf
df ah b haf
 e
fdcaed cchg
aadc f
hgcdedf
hd 

df
ehad
dch
cgd
gdadafa beadga
eab  egc ca beg
fh
gceaedcfeebhbagfh dfbhed
fbbhhgdf fehhhfa
cadcdadcfghc cdgg

fabfcaaaffghafggdggcg ge  bbcdh
fdbghccgheaege  d
gbbc 
hfee 
b
becgdbegdb
dbghaab gcfadfadabga
e
dhd
 edff  bbecgha a
fh aeaf
bh
hcf fafdg    f dcb d
ccb 
geac 
deb gcehhhbabah  g
gh cdchabd baghbd
g
dah  abaddfafcfe e hhaage
d d
hce e ebdfe
haha
bafdchdfefhff
hb
bghggbhd eh
 bfh edgbcgae gbebh
dha dfedbaca ebcf
cac eb a  bbgdef cdgfbbg bc habce bghbdg fec eahfbefdhaaggd a
b
hdecedac h
afeecaabgeg gaff

 hda afhh 
ahb echccg eeagab hh
aac
gfb bbh a
ebdbeadeacg
 dfe c
badafeccaffchbbh acdhefea

c beff hgccbabfffbfbhbec dge
fde
ecdahfdfbed ca fbbbh
dd
 gccdbcgdbdabbcgfceaegg
hcbadffc ehcacfc eebdaccbebd d
bcddhgee
gegefdgaheb d 

bbfcg
dad  habbbhcafdef
fcf
g
cfce gbegfbhhad gd
cbd cfghe 
dcfbfedcab
e e cgfhgfdb 
ea
bfeec
gdbhaedgd fgddaeddfgeh 
dgfeca
fcbbd
dh
 effcf hegff degdfegfdbcbea
edegbe fe cbb ebgdggcfc bffbg
gdghbed

bfhdech dfefcgdc
cb 
hdfbccggededeaaafbefdafbfgb
bcc
gg

d
ddaf de cdb
  eddbeadda bfchdhaf
edfdfbaf
hhb 
dhe
dd
c
gceh
g e

dddhc
eefa acbfbggdbhf a
fbdfgfddghdgd afbcb deghhe g
ebc
cf hfcahghdefe
fbb cdea egh
gh f
hfa
faegecac hdbgfga dee bf
fefbfgdhe cg ghg


eccfb 
 f
ch 
a
g
eed dhdcefcggghee
h
eg
cbcgeeeg
fbgbffhc fe gcehf fcbah
 bafbbcga

fhf eegcaffbdfgghchd ecabfcfhhf
c

fedbbgedhcg eaadhfchcc
 d  dcf c afbgbg cdhfadh
ebdge
f

hbgchcee hcgc hadfh
g
f g ceaefcc
gh
ac

chabfdgdfbhcg dbfbcgfeba adhg b behaedadfecb
bc he fbfb


ffdbdghhfab gadfabgcag
f cd bdfhh
bda
geee
fede hb
dfaagfedf
ee
f
c
c b bebehf feha fbc
gfg
hfehhghdgcehhdfebghdcb
eg
cafhbgdg fgcbffgf
cah eb  bd
afh fcdf
 
c h
gb c gh 
 cbbdgb hd
dcgbghbeehbdafa

h
 bbdccccg
e
feb
gdhbe cadce facfbfgdfd dfhbe gdcdd 
cff
 afcc
f b hf 
acf 
eha 
bcgehdcdah
gefffchg d
gh agc
c

hbhcedc
fg
fceceageedgbdafhdd 

dadd dfc c fggcfh
hbdefeb
gae gah
hcedagaba
fd hh
cdd fehfchffcbe f decadebc hbbhddfcdaecah b
fgdggb
bc

a
bghe
a
hacgb faheac
bhgb
b 
ceahg beabh
a

beghadd

hhd ec fcb
bbfdfhffcae hf
cb
f afbed
hhgahbefd
ghg
hhe bfhehe 
f
dh

bgfbaafadg bh
ed
bbbf eagacedgg 
ah
fgddchb cgdb ggcgceb bbgcgdgaa  gdfcgc
effaddbfchhdddf
ghc
bhfab gbca
gd
dhhfb
fgdcdbhadh
 dgaca 
hgf aggaee c
hacf c
adaedabdcgbf bag ha 
gba
bdfecac
fgffea
ec fc
 gcegb

aheggha
e fad
ge ga
aaehhgfagb
dbbbbhbb
cgffdh had
dab af
de ed
h
fcac g
hh
abhg bfehddccabafbhh
acdhbabfhcc
dfaca

aeghf

dbdf hb h
eb
af
dafc
fh ggcdgb
bbfab
f gegfffbhebhgbcgeeebccdgae
hbafe eda cbebgg
fg
cgc

a 
g 
fcbb hg 
ca
ea 
eefgb 
feegha  bdacafh fbacbggdcfh
cbehdf
  d dhbdb ffbg eefdf gba
fbafab bb ebefbae
eagh c fe 
he
a
fdagggdgegf
dbf gf c
bf
ffbdh  
dabeae ebbdfabfbhbcebfga eheha
dghaeefa
bb 
bbfehbfdf cbaabedfghfh
h

d
 adaffa  
de e
fabcbeffce  dgefegcge 
gabdbdcadghhaa hg
fcdc

  bafbdhcegabcdffd c hcc geb hdhccg edbaagh 

ed
eaab b  hccacabbghgdb cbhfce

gcgcaabd a cbdgdfg

dfec ba
hbgbg edhafaf
f
aghhbahadehbfg
begaeb
agh
eh 

dgbca
bba
gcagadbfahf


agcbhdbhacb cc cdbecc
e

 aa  d
hgffageabbeaegfehfdbhdcac gdbfhbfb ccggghfgg gfhbf

acaeac
bbfhgdggd
 ee
aagaecd echhhhd

ea 
aeec hbbf 
ge
ba