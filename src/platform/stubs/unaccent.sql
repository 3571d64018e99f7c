-- stub: unaccent version=1.1 schema=current relocatable=true needs=superuser
--
-- The function unaccent (https://www.postgresql.org/docs/current/unaccent.html): letters and signs
-- below U+3000 lose their marks as with the rules of PostgreSQL 15, others do not change. For a
-- database in UTF-8.
--
-- The dictionary of the same name returns every word unchanged, so that to_tsvector keeps accents
-- where a configuration names it; rules files are rejected.

DO $function$
DECLARE
  -- What a character becomes, and the characters that become it.
  single constant text := $table$
    !¡ "ʺ“”‟″ 'ʹʻʼʽˈ‘’‛′ *×⁎ +˖ ,‚ -˗‐‑‒–—―− .․ /÷⁄∕ :ː <˂‹ >˃› ?¿
    AÀÁÂÃÄÅĀĂĄǍǞǠǺȀȂȦȺᴀḀẠẢẤẦẨẪẬẮẰẲẴẶ BƁƂɃʙᴃḂḄḆℬ CÇĆĈĊČƇȻᴄḈℂℭⅭ DÐĎĐƉƊƋᴅᴆḊḌḎḐḒⅅⅮ
    EÈÉÊËĒĔĖĘĚƐȄȆȨɆᴇḔḖḘḚḜẸẺẼẾỀỂỄỆℰ FƑḞℱ GĜĞĠĢƓǤǦǴɢʛḠ HĤĦȞʜḢḤḦḨḪℋℍⱧ IÌÍÎÏĨĪĬĮİƖƗǏȈȊɪᵻḬḮỈỊℐℑⅠ JĴɈᴊ
    KĶƘǨᴋḰḲḴⱩ LĹĻĽĿŁȽʟᴌḶḸḺḼℒⅬⱠⱢ MᴍḾṀṂℳⅯⱮ NÑŃŅŇŊƝǸɴṄṆṈṊℕ OÒÓÔÕÖØŌŎŐƠǑǪǬȌȎȪȬȮȰᴏṌṎṐṒỌỎỐỒỔỖỘỚỜỞỠỢ
    PƤᴘṔṖ℘ℙⱣ Qℚ RŔŖŘȐȒɌʀṘṚṜṞℛℜℝⱤ SŚŜŞŠȘṠṢṤṦṨⱾ TŢŤŦƬƮȚȾᴛṪṬṮṰ UÙÚÛÜŨŪŬŮŰŲƯǓǕǗǙǛȔȖɄᴜᵾṲṴṶṸṺỤỦỨỪỬỮỰ
    VƲᴠṼṾỼⅤ WŴᴡẀẂẄẆẈⱲ XẊẌⅩ YÝŶŸƳȲɎʏẎỲỴỶỸỾ ZŹŻŽƵȤᴢẐẒẔℤℨⱫⱿ [⁅ \∖ ]⁆ ^˄ˆ `ˋ
    aàáâãäåāăąǎǟǡǻȁȃȧᶏḁẚạảấầẩẫậắằẳẵặⱥ bƀƃɓᵬᶀḃḅḇ cçćĉċčƈȼɕḉⅽ dðďđƌȡɖɗᵭᶁᶑḋḍḏḑḓⅆⅾ
    eèéêëēĕėęěȅȇȩɇɛᶒᶓḕḗḙḛḝẹẻẽếềểễệℯⅇⱸ fƒᵮᶂḟ gĝğġģǥǧǵɠɡᶃḡℊ hĥħȟɦɧḣḥḧḩḫẖℎⱨ iìíîïĩīĭįıǐȉȋɨᶖḭḯỉịℹⅈⅰ
    jĵǰȷɉɟʝⅉ kķƙǩᶄḱḳḵⱪ lĺļľŀłƚȴɫɬɭᶅḷḹḻḽℓⅼⱡ mɱᵯᶆḿṁṃⅿ nñńņňŋƞǹȵɲɳᵰᶇṅṇṉṋ
    oòóôõöøōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợℴⱺ pƥᵱᵽᶈṕṗ qĸʠ rŕŗřȑȓɍɼɽɾᵲᵳᶉṙṛṝṟ sśŝşšſșȿʂᵴᶊṡṣṥṧṩẜẝ
    tţťŧƫƭțȶʈᵵṫṭṯṱẗⱦ uùúûüũūŭůűųưǔǖǘǚǜȕȗʉᶙṳṵṷṹṻụủứừửữự vʋᶌṽṿỽⅴⱱⱴ wŵẁẃẅẇẉẘⱳ xᶍẋẍℌⅹ yýÿŷƴȳɏẏẙỳỵỷỹỿ
    zźżžƶȥɀʐʑᵶᶎẑẓẕⱬ |∣ ~˜ ΑΆἈἉἊἋἌἍἎἏᾈᾉᾊᾋᾌᾍᾎᾏᾸᾹᾺᾼ ΕΈἘἙἚἛἜἝῈ ΗΉἨἩἪἫἬἭἮἯᾘᾙᾚᾛᾜᾝᾞᾟῊῌ ΙΊΪἸἹἺἻἼἽἾἿῘῙῚ
    ΟΌὈὉὊὋὌὍῸ ΡῬ ΥΎΫὙὛὝὟῨῩῪ ΩΏὨὩὪὫὬὭὮὯᾨᾩᾪᾫᾬᾭᾮᾯῺῼ αάἀἁἂἃἄἅἆἇὰᾀᾁᾂᾃᾄᾅᾆᾇᾰᾱᾲᾳᾴᾶᾷ εέἐἑἒἓἔἕὲ
    ηήἠἡἢἣἤἥἦἧὴᾐᾑᾒᾓᾔᾕᾖᾗῂῃῄῆῇ ιΐίϊἰἱἲἳἴἵἶἷὶῐῑῒῖῗ οόὀὁὂὃὄὅὸ ρῤῥ υΰϋύὐὑὒὓὔὕὖὗὺῠῡῢῦῧ
    ωώὠὡὢὣὤὥὦὧὼᾠᾡᾢᾣᾤᾥᾦᾧῲῳῴῶῷ ЕЁ её
    $table$;
  -- A character, and the characters that it becomes.
  several constant text := $table$
    ©(C) «<< ®(R) ±+/- »>> ¼1/4 ½1/2 ¾3/4 ÆAE ÞTH ßss æae þth ĲIJ ĳij ŉ'n ŒOE œoe ƕhv ƢOI ƣoi
    ǄDZ ǅDz ǆdz ǇLJ ǈLj ǉlj ǊNJ ǋNj ǌnj ǱDZ ǲDz ǳdz ȸdb ȹqp ɶOE ʣdz ʥdz ʦts ʪls ʫlz ᴁAE ᵫue ᵺth
    ẞSS ỺLL ỻll ‖|| „,, ‥.. …... ‼!! ⁇?? ⁈?! ⁉!? ₠CE ₢Cr ₣Fr. ₤L. ₧Pts ₹Rs ₺TL ℀a/c ℁a/s ℃°C
    ℅c/o ℆c/u ℉°F №No ℗(P) ℞Rx ℡TEL ℻FAX ⅐1/7 ⅑1/9 ⅒1/10 ⅓1/3 ⅔2/3 ⅕1/5 ⅖2/5 ⅗3/5 ⅘4/5 ⅙1/6 ⅚5/6
    ⅛1/8 ⅜3/8 ⅝5/8 ⅞7/8 ⅟1/ ⅡII ⅢIII ⅣIV ⅥVI ⅦVII ⅧVIII ⅨIX ⅪXI ⅫXII ⅱii ⅲiii ⅳiv ⅵvi ⅶvii ⅷviii
    ⅸix ⅺxi ⅻxii ↉0/3 ∥|| ≪<< ≫>> ⑴(1) ⑵(2) ⑶(3) ⑷(4) ⑸(5) ⑹(6) ⑺(7) ⑻(8) ⑼(9) ⑽(10) ⑾(11) ⑿(12)
    ⒀(13) ⒁(14) ⒂(15) ⒃(16) ⒄(17) ⒅(18) ⒆(19) ⒇(20) ⒈1. ⒉2. ⒊3. ⒋4. ⒌5. ⒍6. ⒎7. ⒏8. ⒐9. ⒑10.
    ⒒11. ⒓12. ⒔13. ⒕14. ⒖15. ⒗16. ⒘17. ⒙18. ⒚19. ⒛20. ⒜(a) ⒝(b) ⒞(c) ⒟(d) ⒠(e) ⒡(f) ⒢(g) ⒣(h)
    ⒤(i) ⒥(j) ⒦(k) ⒧(l) ⒨(m) ⒩(n) ⒪(o) ⒫(p) ⒬(q) ⒭(r) ⒮(s) ⒯(t) ⒰(u) ⒱(v) ⒲(w) ⒳(x) ⒴(y) ⒵(z)
    ⦅(( ⦆)) ⩴::= ⩵== ⩶===
    $table$;
  -- Combining marks are removed.
  gone constant text := (SELECT string_agg(chr(code), '' ORDER BY code)
    FROM (VALUES (768, 866), (8413, 8416), (8418, 8420)) AS range (low, high),
         generate_series(low, high) AS code);
  -- Characters that are invisible in a table: other blanks and hyphens.
  blanks constant text := chr(173);
  sources text;
  targets text;
  form record;
BEGIN
  SELECT string_agg(substr(item, 2), '' ORDER BY place),
         string_agg(repeat(left(item, 1), length(item) - 1), '' ORDER BY place)
  INTO sources, targets
  FROM regexp_split_to_table(btrim(single, E' \n'), '\s+') WITH ORDINALITY AS part (item, place);
  -- No function body names another object of the extension, so that all work in another schema.
  FOR form IN SELECT * FROM (VALUES
    ('unaccent(text)', '$1'), ('unaccent(regdictionary, text)', '$2')) AS list (signature, argument)
  LOOP
    EXECUTE format($sql$
      CREATE FUNCTION @extschema@.%5$s RETURNS text
        LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $body$
        DECLARE
          made text := pg_catalog.translate(%6$s, %1$L, %2$L);
          item text;
        BEGIN
          IF made OPERATOR(pg_catalog.~) %3$L THEN
            FOREACH item IN ARRAY %4$L::text[] LOOP
              made := pg_catalog.replace(made, pg_catalog.left(item, 1), pg_catalog.substr(item, 2));
            END LOOP;
          END IF;
          RETURN made;
        END
        $body$$sql$,
      sources || blanks || gone, targets || '-',
      (SELECT '[' || string_agg(left(item, 1), '') || ']'
       FROM regexp_split_to_table(btrim(several, E' \n'), '\s+') AS item),
      regexp_split_to_array(btrim(several, E' \n'), '\s+'), form.signature, form.argument);
  END LOOP;
END
$function$;

CREATE TEXT SEARCH TEMPLATE @extschema@.unaccent (INIT = dsimple_init, LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH DICTIONARY @extschema@.unaccent (TEMPLATE = @extschema@.unaccent, ACCEPT = false);
