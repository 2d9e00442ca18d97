import { drawingPng } from '#api/paper/drawing-png.ts'
import { demoScene, demoScenes } from '#geodata/demo/evidence.ts'
import { generateDemo } from '#geodata/demo/generate.ts'

/**
 * What of the demonstration needs no database: its zone as it looks on a day, and its pictures. It is as much work as
 * storing them, so a first start makes it while the database opens.
 */
export const makeDemoMaterial = (today: string) => ({
  zone: generateDemo(today),
  scenes: Array.from({ length: demoScenes }, (_, at) => drawingPng(demoScene(at))),
})
export type DemoMaterial = ReturnType<typeof makeDemoMaterial>
