/** What the registry knows of users besides their events: what is personal about them, and where they are logged in. */
@NullMarked
package org.shiplog.storage.identity;

import org.jspecify.annotations.NullMarked;
