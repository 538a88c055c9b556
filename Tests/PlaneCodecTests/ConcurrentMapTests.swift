import ByteCoding
import PlaneCodec
import Testing

@Suite struct ConcurrentMapTests {
  @Test(arguments: [0, 1, 2, 3, 16]) func resultsAreInOrder(_ workers: Int) throws {
    for count in [0, 1, 2, 5, 1000] {
      #expect(try concurrentMap(count, workers: workers) { $0 * $0 } == (0..<count).map { $0 * $0 })
    }
  }

  @Test(arguments: [1, 2, 3, 16]) func theFirstFaultIsThrown(_ workers: Int) {
    for _ in 0..<20 {
      let fault = #expect(throws: Fault.self) {
        try concurrentMap(100, workers: workers) { number throws(Fault) -> Int in
          if number % 7 == 6 { throw .damaged("test", "number \(number)") }
          return number
        }
      }
      #expect(fault?.cause == "number 6")
    }
  }
}
