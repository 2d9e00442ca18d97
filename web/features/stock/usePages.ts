import type { Ref } from 'vue'
import { computed, shallowRef, watch } from 'vue'

export type Page<Row> = { rows: readonly Row[]; next: number | null }

/** Rows of one request when all of them are wanted (a file). */
const LARGE_PAGE = 1000

/** Page after page of a list whose first page is a query; another first page begins again. */
export function usePages<Row>(
  first: Readonly<Ref<Page<Row> | undefined>>,
  read: (offset: number, limit?: number) => Promise<Page<Row>>,
) {
  const further = shallowRef<readonly Page<Row>[]>([])
  const furtherError = shallowRef<unknown>()
  const isReading = shallowRef(false)
  watch(first, () => {
    further.value = []
    furtherError.value = undefined
  })
  const last = computed(() => further.value.at(-1) ?? first.value)

  async function readFurther(): Promise<void> {
    const [begun, next] = [first.value, last.value?.next]
    if (next == null || isReading.value) return
    isReading.value = true
    furtherError.value = undefined
    try {
      const page = await read(next)
      if (first.value === begun) further.value = [...further.value, page]
    } catch (fault) {
      furtherError.value = fault
    } finally {
      isReading.value = false
    }
  }
  async function readAll(): Promise<Row[]> {
    const all: Row[] = []
    for (let next: number | null = 0; next !== null;) {
      const page: Page<Row> = await read(next, LARGE_PAGE)
      all.push(...page.rows)
      next = page.next
    }
    return all
  }

  return {
    rows: computed<readonly Row[]>(() => [first.value, ...further.value].flatMap((page) => page?.rows ?? [])),
    isPending: computed(() => first.value === undefined),
    hasFurther: computed(() => last.value?.next != null),
    furtherError,
    isReading,
    readFurther,
    readAll,
  }
}
