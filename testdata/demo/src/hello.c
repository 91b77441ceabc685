/* A program as distributions build them: where its files lie is compiled in. */
#include "greet.h"
#include <stdio.h>
#include <string.h>

static int show(const char *path) {
    char line[200];
    FILE *file = fopen(path, "r");
    if (!file) {
        perror(path);
        return 1;
    }
    while (fgets(line, sizeof line, file)) fputs(line, stdout);
    fclose(file);
    return 0;
}

int main(void) {
    char whom[100] = "nobody";
    FILE *file = fopen("/etc/hello.conf", "r");
    if (!file) {
        perror("/etc/hello.conf");
        return 1;
    }
    while (fscanf(file, "whom=%99[^\n]\n", whom) == 1) {
    }
    fclose(file);
    greet(whom);
    return show("/usr/share/hello/banner.txt");
}
