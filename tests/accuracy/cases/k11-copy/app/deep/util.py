aaadh edhhcdccbgcgee fhhfb
 aac
dedgb
gg
fehah
 dfdbceffhbgba
bdfhaacbecfgha bahdd

hffgedfedhagcgb hb  dd
aegceeaddfbaedd dbae gagbcbc 
h
eea
hh
deda 
dgaafdh abdcfchafhhhbd bhcaehf
e
bhed
 e cb
hhfh chheghha
bdgehde aec
ha ecdgfgffghbaahdbacdadbbh ag
ffdce fgeh
hfacc acgfagdc
fcc ahhcg ffbc
cabh
aghhh
hhfacf 
fe hfbdhcg b
hc h
bfeaad ehbhfhhh bebceahedgcbhcgd  b
 g

b aad
h aafe eaegbehb
bacbdahce aeagg fhabfhb 
bcafhbcghbadec
dgdbachbh fcbhbh ga cfceheg
bddced
b acafeff
cagbed
c
 g fhcabacdfgaffgfhaegce h

ac
d d 
gf a
fdfhbdadhgffbgc gchbag
df

afbcahedhbh 


feg
e a d
eeebeehdag  ebdhbebc
aahecde dc
 had hfcha
cbcf gchfedc
 hbafecfeh ahggeefhchcaahhehhbfeeb
gga
db
hbgaegd dehd
gfga
h df e accg
gfbhfahfaeefhcdfaf
 dfdb
hehhagdeaebbb
cecdfeacg hacf acdaeeddhbg

cfgfg
ebcbe
ad
bc
cfad
ghafdgbdcf eahgc
hhdhhdd fe

gecadgbg fadbabegfcdacb
b
efccehcgff
 ecggghbh d
ageefg
 gecggahdc hh  dabagce

gg
bd
dhff

bachfacbhgha a c echgfcdhh bh hdhad dddffhebhcdhc
ad
fefbgfgeg faf
h
gegf
bhbc hchbf
adagcgd  edfefa
adb
gahgeccdadcgf
cad bdbd  
b
 ce  bccbgeecb a c
aec
hdf abaaeacbeb
bfg
e
dgg ge edchac
 fbb
eee
hbhdgfceefgbhc
deadab cdfaeegcheaeabehf
 f
eaeefh
gbhh
 fddffhcded
b gghbbabggec
gddgaa

ch
 eh
ebbdhf
 ffcb gaaeddfg dcgd f  b a hgeb da gdh
ghb dccfa ehcgcbbafeghgcc
fadfahhb

faf
egfcghghafhe
bh
 

cdaddeb
bhdfdgbebace
d
hgcecddb
edacbh fbegh d
 
h
eebc cegff ebagggaf
gebehbddcacedgf  ea
gdhafgdfgfcf
cedhec bedgbacdafabh cch b
fdbafcbb 
e
 ccfeddgb efbaab
 dccfbae
da dadcggge badgdge ehahhchc a  ah
hf

d
 
f df
cgaf
fa
aedecf

chhbeha
cgfgaadeedhcd
fhbdedh
cbfc cbaf
ab  da
hfafeh
bcfbebdee
dfcfbaahfaagfhfhdbcbbabadehhafeg
hb
cagdeggbc gcc
g e
fbhcehhfcbb
daedhcddbbe
g b bhggcedd
ed  ch b
c ah ddchdfgga fd
gfeb agdhcb
 dddbcfafdhef
 acedgfgec
fcc
hh