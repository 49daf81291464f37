require ["convert", "variables"];
set "type" "tiff";
convert "${type}" "image/jpeg" [];
