// Copies the licences into the package that is being packed, for npm takes no files from above it.

import { copyFileSync } from 'node:fs'

for (const license of ['LICENSE-APACHE', 'LICENSE-MIT']) {
  copyFileSync(new URL(`../../../${license}`, import.meta.url), license)
}
