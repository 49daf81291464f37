# The names of global in the drafts of include; Pigeonhole takes them.
require ["include", "variables", "fileinto"];
import "box";
export ["flag", "other"];
set "box" "Work";
fileinto "${global.box}";
