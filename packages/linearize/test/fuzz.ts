import fc from 'fast-check'
import {subjects, historyOf} from './histories.ts'
import {variants} from './variants.ts'
import {bruteForce} from './oracles/brute-force.ts'
import {wingGong} from './oracles/wing-gong.ts'
import {whole} from './oracles/whole.ts'
import {checkWith} from '../src/check.ts'
const runs = Number(process.argv[2]??300), seed=Number(process.argv[3]??1)
const shapes=[
 {operations:7,span:10,duration:8,values:3,crashes:20,spoilt:6},
 {operations:12,span:20,duration:10,values:3,crashes:10,spoilt:4},
 {operations:30,span:60,duration:10,values:4,crashes:10,spoilt:2},
 {operations:20,span:40,duration:10,values:0,crashes:10,spoilt:2},
]
const t0=performance.now(); const time: Record<string,number>={}; let T=0,F=0,U=0
for (const s of subjects) for (const sh of shapes) { console.log(s.name, sh.operations, Math.round(performance.now()-t0), T, F, U)
  fc.assert(fc.property(historyOf(s,sh), h=>{
    let t=performance.now()
    const want = h.length<=7? bruteForce(whole(s.model),h): wingGong(whole(s.model),h,1500)
    if (h.length<=7 && wingGong(whole(s.model),h)!==want) throw new Error('oracles disagree')
    time.oracle=(time.oracle??0)+performance.now()-t
    if (want===undefined) {U++; return}
    want?T++:F++
    for (const [name,v] of Object.entries(variants)) {
      t=performance.now()
      const got=checkWith(s.model,h,{explain:false,verifyModel:name==='portfolio',timeLimit:200},v).valid
      time[name]=(time[name]??0)+performance.now()-t
      if (got!==want && !(got==='unknown'&&name!=="portfolio")) throw new Error(`${s.name} ${name} says ${got}, oracle ${want}`)
    }
  }),{numRuns:runs,seed})
}
console.log(T,F,U,performance.now()-t0,time)
