/** Views in the document. What is there already is changed, not replaced, so that focus, selection and opened details stay. */
import type { Tag, View } from './view.ts'

export const show = (place: Element, views: readonly View[]): void => {
  const old = [...place.childNodes]
  views.forEach((view, index) => {
    const node = old[index]
    if (node === undefined) place.append(made(view))
    else if (!changed(node, view)) node.replaceWith(made(view))
  })
  for (const node of old.slice(views.length)) node.remove()
}

/** Whether the node could be made to show the view. */
const changed = (node: ChildNode, view: View): boolean => {
  if (typeof view === 'string') {
    if (!(node instanceof Text)) return false
    if (node.data !== view) node.data = view
    return true
  }
  if (!(node instanceof Element) || node.localName !== view.tag || node.getAttribute('data-key') !== (view.attributes['data-key'] ?? null)) {
    return false
  }
  for (const { name } of [...node.attributes]) if (!(name in view.attributes) && !OWN.has(name)) node.removeAttribute(name)
  setAttributes(node, view)
  show(node, view.children)
  return true
}

const made = (view: View): Node => {
  if (typeof view === 'string') return new Text(view)
  const node = SVG.has(view.tag) ? document.createElementNS('http://www.w3.org/2000/svg', view.tag) : document.createElement(view.tag)
  setAttributes(node, view)
  node.append(...view.children.map(made))
  return node
}

const setAttributes = (node: Element, { attributes }: Tag): void => {
  for (const [name, value] of Object.entries(attributes)) if (node.getAttribute(name) !== value) node.setAttribute(name, value)
}

const SVG = new Set(['svg', 'use'])
/** What the reader has done, not we. */
const OWN = new Set(['open'])
