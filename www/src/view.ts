/** What a part of the page shows, as plain data: written to the document in the browser, and to HTML when the page is built. */

export interface Tag {
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly View[]
}

/** A tag or a text. There is no markup in a text: what a stranger pasted stays text. */
export type View = Tag | string

type Content = View | readonly Content[] | false | null | undefined

/** A tag. An attribute that is false or undefined is left out, and so is such a child. */
export const h = (
  tag: string,
  attributes: Readonly<Record<string, string | boolean | undefined>> = {},
  ...contents: Content[]
): Tag => ({
  tag,
  attributes: Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) =>
      value === false || value === undefined ? [] : [[name, value === true ? '' : value]],
    ),
  ),
  children: flat(contents),
})

/** One list of all. Texts in a row become one, as they do where HTML is read. */
const flat = (contents: readonly Content[]): View[] => {
  const views: View[] = []
  for (const content of contents) {
    if (content === false || content === null || content === undefined) continue
    for (const view of isList(content) ? flat(content) : [content]) {
      const before = views.at(-1)
      if (typeof view === 'string' && typeof before === 'string') views.splice(-1, 1, before + view)
      else views.push(view)
    }
  }
  return views
}

const isList = (content: Content): content is readonly Content[] => Array.isArray(content)

/** A pictogram of the page's own sprite. It repeats what the words beside it say. */
export const icon = (name: string): Tag =>
  h('svg', { class: 'icon', 'aria-hidden': 'true', focusable: 'false' }, h('use', { href: `#icon-${name}` }))
