/* Labels follow the WHATWG Encoding Standard where it has them (Latin-1 is
 * read as windows-1252 because that is what is meant), and mail programs'
 * own inventions. */
#include "charset_table.h"

const struct charset_row charset_rows[] = {
	{ "utf-8", "UTF-8", CHARSET_UTF8,
		" utf8 unicode11utf8 unicode20utf8 xunicode20utf8 cp65001 "
		"utf8mb4 " },
	{ "us-ascii", "CP1252", CHARSET_ASCII,
		" usascii ascii ansix341968 iso646us us cp367 ansix34 7bit "
		"8bit binary "
		"unknown unknown8bit xunknown default none ansi " },
	{ "windows-1251", "CP1251", CHARSET_CYRILLIC,
		" windows1251 cp1251 win1251 xcp1251 1251 xwindows1251 "
		"microsoftcp1251 "
		"ansi1251 win " },
	{ "koi8-u", "KOI8-U", CHARSET_CYRILLIC, " koi8u koi8ru koi8 xkoi8u " },
	{ "koi8-r", "KOI8-R", CHARSET_CYRILLIC,
		" koi8r cskoi8r xkoi8r gost1976874 " },
	{ "ibm866", "CP866", CHARSET_CYRILLIC,
		" ibm866 cp866 866 csibm866 dos866 xcp866 cp866u " },
	{ "cp1125", "CP1125", CHARSET_CYRILLIC, " cp1125 ibm1125 ruscii " },
	{ "iso-8859-5", "ISO-8859-5", CHARSET_CYRILLIC,
		" iso88595 cyrillic csisolatincyrillic isoir144 iso885951988 "
		"8859 " },
	{ "x-mac-cyrillic", "MAC-UK", CHARSET_CYRILLIC,
		" xmaccyrillic maccyrillic xmacukrainian macuk macukrainian "
		"10007 " },
	{ "ibm855", "CP855", CHARSET_CYRILLIC, " ibm855 cp855 855 " },
	{ "windows-1252", "CP1252", CHARSET_BYTE,
		" windows1252 cp1252 win1252 iso88591 latin1 l1 iso885911987 "
		"isoir100 "
		"ibm819 cp819 xansi xcp1252 windows3 iso8859 " },
	{ "windows-1250", "CP1250", CHARSET_BYTE,
		" windows1250 cp1250 win1250 xcp1250 " },
	{ "windows-1253", "CP1253", CHARSET_BYTE, " windows1253 cp1253 " },
	{ "windows-1254", "CP1254", CHARSET_BYTE,
		" windows1254 cp1254 iso88599 latin5 l5 " },
	{ "windows-1255", "CP1255", CHARSET_BYTE, " windows1255 cp1255 " },
	{ "windows-1256", "CP1256", CHARSET_BYTE, " windows1256 cp1256 " },
	{ "windows-1257", "CP1257", CHARSET_BYTE, " windows1257 cp1257 " },
	{ "windows-1258", "CP1258", CHARSET_BYTE, " windows1258 cp1258 " },
	{ "iso-8859-2", "ISO-8859-2", CHARSET_BYTE, " iso88592 latin2 l2 " },
	{ "iso-8859-3", "ISO-8859-3", CHARSET_BYTE, " iso88593 latin3 l3 " },
	{ "iso-8859-4", "ISO-8859-4", CHARSET_BYTE, " iso88594 latin4 l4 " },
	{ "iso-8859-6", "ISO-8859-6", CHARSET_BYTE,
		" iso88596 iso88596e iso88596i arabic " },
	{ "iso-8859-7", "ISO-8859-7", CHARSET_BYTE, " iso88597 greek greek8 " },
	{ "iso-8859-8", "ISO-8859-8", CHARSET_BYTE,
		" iso88598 iso88598i iso88598e hebrew " },
	{ "iso-8859-10", "ISO-8859-10", CHARSET_BYTE, " iso885910 latin6 " },
	{ "iso-8859-13", "ISO-8859-13", CHARSET_BYTE, " iso885913 latin7 " },
	{ "iso-8859-14", "ISO-8859-14", CHARSET_BYTE, " iso885914 latin8 " },
	{ "iso-8859-15", "ISO-8859-15", CHARSET_BYTE,
		" iso885915 latin9 latin0 " },
	{ "iso-8859-16", "ISO-8859-16", CHARSET_BYTE, " iso885916 latin10 " },
	{ "macintosh", "MACINTOSH", CHARSET_BYTE,
		" macintosh mac xmacroman macroman " },
	{ "ibm850", "CP850", CHARSET_BYTE, " ibm850 cp850 850 " },
	{ "ibm852", "CP852", CHARSET_BYTE, " ibm852 cp852 852 " },
	{ "ibm437", "CP437", CHARSET_BYTE, " ibm437 cp437 437 " },
	{ "tis-620", "CP874", CHARSET_BYTE,
		" tis620 windows874 cp874 iso885911 " },
	{ "viscii", "VISCII", CHARSET_BYTE, " viscii " },
	{ "georgian-ps", "GEORGIAN-PS", CHARSET_BYTE,
		" georgianps georgianacademy " },
	{ "armscii-8", "ARMSCII-8", CHARSET_BYTE, " armscii8 " },
	{ "koi8-t", "KOI8-T", CHARSET_BYTE, " koi8t " },
	{ "ptcp154", "PT154", CHARSET_BYTE,
		" ptcp154 pt154 cp154 kz1048 rk1048 " },
	{ "shift_jis", "CP932", CHARSET_MULTI,
		" shiftjis sjis mskanji csshiftjis windows31j cp932 xsjis "
		"ms932 " },
	{ "euc-jp", "EUC-JP", CHARSET_MULTI,
		" eucjp xeucjp cseucpkdfmtjapanese " },
	{ "gb18030", "GB18030", CHARSET_MULTI,
		" gb18030 gbk gb2312 gb231280 cp936 csgb2312 xgbk euccn "
		"chinese "
		"windows936 " },
	{ "big5", "BIG5-HKSCS", CHARSET_MULTI,
		" big5 big5hkscs cnbig5 csbig5 xxbig5 cp950 " },
	{ "euc-kr", "CP949", CHARSET_MULTI,
		" euckr ksc56011987 ksc5601 ksc56011989 korean cp949 "
		"windows949 uhc "
		"xwindows949 cseuckr ks " },
	{ "euc-tw", "EUC-TW", CHARSET_MULTI, " euctw " },
	{ "iso-2022-jp", "ISO-2022-JP-2", CHARSET_STATEFUL,
		" iso2022jp csiso2022jp iso2022jp2 iso2022jpms jis " },
	{ "iso-2022-kr", "ISO-2022-KR", CHARSET_STATEFUL, " iso2022kr " },
	{ "iso-2022-cn", "ISO-2022-CN", CHARSET_STATEFUL, " iso2022cn " },
	{ "utf-7", "UTF-7", CHARSET_STATEFUL,
		" utf7 unicode11utf7 unicode20utf7 csunicode11utf7 " },
	{ "utf-16le", "UTF-16LE", CHARSET_WIDE, " utf16le unicodelittle " },
	{ "utf-16be", "UTF-16BE", CHARSET_WIDE,
		" utf16be utf16 unicode unicodebig iso10646ucs2 ucs2 " },
	{ "utf-32le", "UTF-32LE", CHARSET_WIDE, " utf32le " },
	{ "utf-32be", "UTF-32BE", CHARSET_WIDE, " utf32be utf32 ucs4 " },
};

const size_t charset_rows_length =
	sizeof(charset_rows) / sizeof(charset_rows[0]);
