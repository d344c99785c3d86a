/** What administrators change of the registry while it runs. */
@NullMarked
package org.shiplog.domain.settings;

import org.jspecify.annotations.NullMarked;
