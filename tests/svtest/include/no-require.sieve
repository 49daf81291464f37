include "nothing";
