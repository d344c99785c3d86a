/** Reads and writes the JSON of the API, its lists and its path variables. */
@NullMarked
package org.shiplog.http.api.json;

import org.jspecify.annotations.NullMarked;
