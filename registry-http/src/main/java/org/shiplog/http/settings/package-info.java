/** What administrators can set while the registry runs: the keys, their defaults, and what they are now. */
@NullMarked
package org.shiplog.http.settings;

import org.jspecify.annotations.NullMarked;
