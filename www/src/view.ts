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

const flat = (contents: readonly Content[]): View[] =>
  contents.flatMap((it) => {
    if (it === false || it === null || it === undefined) return []
    return isList(it) ? flat(it) : [it]
  })

const isList = (content: Content): content is readonly Content[] => Array.isArray(content)

/** A pictogram of the page's own sprite. It repeats what the words beside it say. */
export const icon = (name: string): Tag =>
  h('svg', { class: 'icon', 'aria-hidden': 'true', focusable: 'false' }, h('use', { href: `#icon-${name}` }))
