#include "greet.h"
#include <stdio.h>

void greet(const char *whom) {
    printf("Hello, %s! (libgreet " GREET_VERSION ")\n", whom);
}
