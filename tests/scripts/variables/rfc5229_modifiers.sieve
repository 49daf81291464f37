require ["variables", "fileinto"];
set "a" "juMBlEd lETteRS";
set :length "b" "${a}";
if not string :is "${b}" "15" { discard; }
set :lower "b" "${a}";
if not string :comparator "i;octet" "${b}" "jumbled letters" { discard; }
set :upperfirst "b" "${a}";
if not string :comparator "i;octet" "${b}" "JuMBlEd lETteRS" { discard; }
set :upperfirst :lower "b" "${a}";
if not string :comparator "i;octet" "${b}" "Jumbled letters" { discard; }
set :quotewildcard "b" "Rock*";
if not string "${b}" "Rock\\*" { discard; }
