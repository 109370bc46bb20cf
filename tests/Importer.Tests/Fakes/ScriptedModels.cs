using System.Net;
using System.Text;

namespace Importer.Tests.Fakes;

/// <summary>Answers every test call well, or as a test says.</summary>
internal sealed class ScriptedModels : HttpMessageHandler
{
    public List<Uri> Calls { get; } = [];

    public Func<HttpRequestMessage, HttpResponseMessage?> Answer { get; set; } = _ => null;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        lock (Calls)
        {
            Calls.Add(request.RequestUri!);
        }

        return Task.FromResult(
            Answer(request)
                ?? new HttpResponseMessage(HttpStatusCode.OK)
                {
                    Content = new StringContent(
                        """{"choices":[{}],"data":[{"embedding":[1]}],"status":"completed","usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""",
                        Encoding.UTF8,
                        "application/json"
                    ),
                }
        );
    }
}
