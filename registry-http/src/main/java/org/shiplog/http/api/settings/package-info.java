/** Settings that change while the registry runs. */
@NullMarked
package org.shiplog.http.api.settings;

import org.jspecify.annotations.NullMarked;
