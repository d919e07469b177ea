edafgh
fdfbgedhhgfaf cbbf
ebcafhefeegagf
hfddefahc ffg
  ggfca
gagghbfcbffha ggdd

bab acggca
cb 
gacddaagad hcfadbdf
gcdhahdfg 
bfgc 
aghbeeggfhc dc dbf gch dd dcea bcdhc
ga cece

geedh fhd egaedcg acecfcfcc ebadaefdfe bafdachga cechecb gcaccfgab
ddf
adgge badabaabgchbfcaab 
h  cegeebedgca ffdcch cd aeg
dcfcecf
a
aff
ffh
geedghcabca abgb hbh caae
bhbabfgf 
g
fffggcbdebfac
gha cfc achha
c
f
debcf
aea
h f  b bda
f
fac
gaghah
deefhgc ga

dcbe 

b
h e dacbhfefhcgfgehgbh
ffb bccdh ddg
b hcgd
bh 
bc d dhfh
dbfec
f
ahfa
hecfabfgecfbbebg
ga
h fghe b
b hbg
abcfdecabagdecfggf ab ae eheffa
c
cde daeceadfabfge
fhfhc
eeahbhh dcgbbc aga 
ebbfdfa baegfdadfb d  

dafgedheh bbe bb
b
h eb
eaefegegffceacag cbc 
ca  
bb d
eegecgfhhffhafecfcagddcbfcbhea ffd fffeedbh
ee

g 
defeffff

e ebbhb   chb dae ab  fbcfefcbhfeaaef hfhfdabb
cdhac dcfb bcfad ee
cgccgeg
gehc hg
  bd cgfad
bcegab
gdffchcdfg
cf
dffbgbg
hdc
fce 
ehbh
ge gfgbbcgcdgaceaadadfcbc
fde
f
db
f 
gfaedecbcf bbhda
agdfhabfb chabeacgf
aa fe
af
fc  ge eaaeghabgdecebc
gfhcec eefg
dhf cfbbd

bfad 
gd   daedbgaeeagghegeddd dbac fbhbb
gagd
fcdbfbae 
bhf
 acahdbgdffch be
e fe aebbcgeb

a

bg abh hhfbbaacehbaf ebhc
dddgfacchadcfc
 gfab
ce faacbfgahafeahhdaa dhdc
hfcgfgbcace bchhgfgbdaf
cdh 
eahghggehahhaf
aehcgghgd
cb ffg gecgfff afbfcb
ecdffbfgccbf
d
bbdd
bead bhbe
acc fd
ehf
d bhc
cddgd
  aefc
cde ace
dged 
a
 ecbg bhd  
cfffd
e dch
e 
agfhgfaccgd
bd
egdhabhcfdhfebegeccfa b
dabeg

eebadg db
gbcdfcdeb ceabdfaceafagag
ccfhec
da  dcgh ceb
f cc
b
eafb
aghhg

gacabgedeafbafec
cff
cdhdfdd 
 cgehdcd
b
cah 
bccd
aa
af d
  feacgahbch
g 
 ahda df fegfd
d
eeeh  e f

dh bff
ee fdaa 
e
abf hdgh d
 a hedbb abach
ee

gbeeeb 
ghfc
edfehg
gdfdf
a
h

c cfga
ebbh abe

ggggh
 ehb
e dhhagcdbgcc c hbgcgfgff

bhchc gegf
f
f fb geghe dacfcd
de
e hd ghbadbfhcaeebabgf bdhg dfdehecbece g adegg
c
dfachfddaef bgggefbe
dbegha
b
dhg
fffcdbfagghhd ad  ghd e
fcdbhgdfbdfecd
eea 

dba aggaadca  gebce
ab
hcg dbdffefdghfgeabacdbbfgaff 

hbhhhh fdddf df
behc ed  hdhh ehgahfgdgabafhce
h

fd
f
bg
aebfchfh
ddheeh
gg hbda bge 
gbd gedafc bddghachcc b dbhhdgbhaa  f
gfhdea 
ggfhbadhfcdeadf
dfdecbh defdcbeh  ebghhcd gd bdagfegbf
chg ahddf bgdffbdca g cda
chc
cgecgefh gd db
ccdg
fca
bbhagaf gcgghbbgdbcghefh cgfc d abdcde
gh gaf hbe db 

efcbd achd
cddgbgbgb gffbfdffb bb
ghdgfgeec
fh

gaeh
 fh
gh ecg h bb  
ebhfegcdeda eheahd cgeahgecdacgggd  cggaeheh
gdcdaeff fbghfcdb gchecdhfgegbhgfgbfcbahgdbbh
c
bhe
dbacehgddchefcec
 cfecf
  chffgbh
ffd

bgb
 fgcd

fd

h ca

dg hgabgbdga
daccgbhcfg
bgcbcab
gedhe c  fgf cbc hedagacbcdg hd ch  bdhcdbhdgbeg
h
fd ececcfeggggdebbfaggfebafdchba
deag
bhgdhabcb
fg
d dh
abbaddfe
ahdgchd
gaed fb
e dc h
affdfhefaddefbda deabh bc 
ag
hha hhf agcedef gfgfhhccbgdcebdd
bdeghdh
 bgec  bf  gee cbafh 
adfagghdgg 
e
ghdgafhghafb
decbdfeaac
fchdghhfaf b fhddahddeefaag
 h
bc fcebeaeh fadgd
h
c
d

ege bh
d
haggcfbae  g egeh
eeg fc
 b
ahfaabhc 
hdba 
 gbgggeh
dbbg
hagbdbcheg a
eda aaha e egfaggbbceeheaga bceg
b
ccafacbhbh

fd fef gba

fagde
ge ahc