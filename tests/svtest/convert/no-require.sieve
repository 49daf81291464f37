convert "image/tiff" "image/jpeg" [];
if convert "image/tiff" "image/jpeg" [] { keep; }
