using System.Text.Json;
using Functions.Host;

namespace Browser.Tests;

/// <summary>An HTTP call as the Functions host hands it on.</summary>
internal static class TheInvocation
{
    public static Invocation OfHttpGet(string path)
    {
        using var data = JsonDocument.Parse($$"""{"req":{"Url":"http://localhost{{path}}","Method":"GET","Query":{},"Headers":{},"Params":{} } }""");
        return new Invocation { Function = "Report", Id = "1", Data = data.RootElement.Clone() };
    }
}
