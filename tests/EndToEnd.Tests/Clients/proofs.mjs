// Makes the calls one after another and prints one line of JSON for each: what it was, whether it worked, and the fault.
export async function proofs(calls) {
  for (const [call, make] of Object.entries(calls)) {
    try {
      const result = await make();
      console.log(JSON.stringify({ call, ok: Boolean(result), said: String(result).slice(0, 80) }));
    } catch (fault) {
      console.log(JSON.stringify({ call, ok: false, said: String(fault.message ?? fault).slice(0, 400), status: fault.status ?? Number(fault.statusCode) }));
    }
  }
}
