using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Core.Pipeline;
using Importer.Arm;
using Importer.Tests.Arm;
using Importer.Tests.Builders;

namespace Importer.Tests.Fakes;

/// <summary>
/// Resource Manager's accounts and deployments over a small world, in pages; while <see cref="Odds"/> says so, an answer is a
/// failure, a success with a wrong body, or one that contradicts another. It never lies in a shape that is right.
/// </summary>
internal sealed class UnreliableArm(SeededChance chance) : HttpMessageHandler
{
    private const string Error = """{"error":{"code":"InternalServerError","message":"An error has occurred."}}""";

    private readonly MovingClock _clock = new();

    /// <summary>Deployments by account and name; a value is the state.</summary>
    public Dictionary<string, SortedDictionary<string, string>> World { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How often an answer is wrong, 0 to 1.</summary>
    public double Odds { get; set; }

    /// <summary>How many wrong answers were given.</summary>
    public int Wrong { get; private set; }

    public ArmClient Client() =>
        new(
            ScriptedArm.Endpoint,
            "https://management.azure.com",
            new StaticToken(_clock),
            _clock,
            new ArmSettings { Tries = 2, Transport = new HttpClientTransport(new HttpClient(this)) }
        );

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        lock (World)
        {
            var path = request.RequestUri!.AbsolutePath;
            var random = chance.For(request.RequestUri.PathAndQuery);
            var right = Right(path, request.RequestUri, random);
            return Task.FromResult(random.NextDouble() < Odds ? WrongFor(path, request.RequestUri, right, random) : right);
        }
    }

    private HttpResponseMessage Right(string path, Uri address, Random random)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var at = Array.FindIndex(segments, segment => segment.Equals("accounts", StringComparison.OrdinalIgnoreCase));
        var account = at + 1 < segments.Length ? segments[at + 1] : null;
        if (account is null)
        {
            return Page(address, [.. World.Keys.Order(StringComparer.OrdinalIgnoreCase).Select(Account)], random);
        }

        if (!World.TryGetValue(account, out var deployments))
        {
            return Answer(404, $$"""{"error":{"code":"ResourceNotFound","message":"{{account}} was not found."} }""");
        }

        return at + 2 == segments.Length
            ? Answer(200, Account(account).ToJsonString())
            : Page(address, [.. deployments.Select(pair => Deployment(account, pair.Key, pair.Value))], random);
    }

    private HttpResponseMessage WrongFor(string path, Uri address, HttpResponseMessage right, Random random)
    {
        Wrong++;
        var body = right.Content.ReadAsStringAsync().GetAwaiter().GetResult();
        var list = JsonNode.Parse(body) is JsonObject one && one["value"] is JsonArray items ? items : null;
        return random.Next(20) switch
        {
            0 => Answer(200, "<html>Sign in</html>"),
            1 => Answer(200, ""),
            2 => Answer(200, "{}"),
            3 => Answer(200, """{"value":null}"""),
            4 => Answer(200, Error),
            5 => Answer(200, body[..random.Next(1, body.Length)]),
            6 => Answer(200, """{"value":[{"properties":{"provisioningState":"Succeeded"}}]}"""),
            7 => Answer(200, """{"value":[null]}"""),
            8 => Answer(200, $$"""{"value":[],"nextLink":"https://elsewhere.example{{path}}"}"""),
            9 => Answer(200, $$"""{"value":[],"nextLink":"{{address}}"}"""),
            10 when list is { Count: > 0 } => Answer(
                200,
                new JsonObject { ["value"] = new JsonArray(list[0]!.DeepClone(), list[0]!.DeepClone()) }.ToJsonString()
            ),
            11 => Answer(
                200,
                """{"value":[{"id":"/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/other","name":"other"}]}"""
            ),
            12 => Answer(404, "<html>Not found</html>"),

            // What lies below an account is said not to be there; of the account itself and of its group nobody lies.
            13 when path.EndsWith("/deployments", StringComparison.OrdinalIgnoreCase) => Answer(
                404,
                """{"error":{"code":"ParentResourceNotFound","message":"no"}}"""
            ),
            14 => Answer(429, """{"error":{"code":"TooManyRequests","message":"later"}}""", ("Retry-After", "3600")),
            15 => Answer(500, Error),
            16 => throw new HttpRequestException("connection reset"),
            17 or 18 => throw new TaskCanceledException("The request was canceled due to the configured HttpClient.Timeout elapsing."),
            _ => Answer(503, "<html>Unavailable</html>"),
        };
    }

    // One or two items a page, sometimes none, as Resource Manager may do.
    private static HttpResponseMessage Page(Uri address, IReadOnlyList<JsonObject> all, Random random)
    {
        var query = address.Query;
        var tag = query.IndexOf("skip=", StringComparison.Ordinal);
        var skip = tag < 0 ? 0 : int.Parse(query[(tag + 5)..].Split('&')[0], CultureInfo.InvariantCulture);
        var isSpare = query.Contains("spare", StringComparison.Ordinal);
        var size = isSpare ? 2 : random.Next(3);
        var page = new JsonObject { ["value"] = new JsonArray([.. all.Skip(skip).Take(size)]) };
        if (skip + size < all.Count)
        {
            page["nextLink"] = $"{address.GetLeftPart(UriPartial.Path)}?api-version=1&skip={skip + size}{(size == 0 ? "&spare" : "")}";
        }

        return Answer(200, page.ToJsonString());
    }

    private static JsonObject Account(string name) =>
        new()
        {
            ["id"] = AnAccount.Id(name).Value,
            ["name"] = name,
            ["kind"] = "AIServices",
            ["location"] = "swedencentral",
            ["properties"] = new JsonObject
            {
                ["provisioningState"] = "Succeeded",
                ["customSubDomainName"] = name,
                ["endpoint"] = $"https://{name}.cognitiveservices.azure.com/",
                ["endpoints"] = new JsonObject
                {
                    ["OpenAI Language Model Instance API"] = $"https://{name}.openai.azure.com/",
                    ["Azure AI Model Inference API"] = $"https://{name}.services.ai.azure.com/",
                },
            },
        };

    private static JsonObject Deployment(string account, string model, string state)
    {
        var deployment = ADeployment.Of(model, account);
        return new JsonObject
        {
            ["id"] = deployment.Id.Value,
            ["name"] = model,
            ["sku"] = new JsonObject { ["name"] = "GlobalStandard", ["capacity"] = 1 },
            ["properties"] = new JsonObject
            {
                ["provisioningState"] = state,
                ["model"] = new JsonObject
                {
                    ["format"] = deployment.ModelFormat,
                    ["name"] = model,
                    ["version"] = "1",
                },
                ["capabilities"] = new JsonObject { ["chatCompletion"] = "true" },
            },
        };
    }

    private static HttpResponseMessage Answer(int status, string body, params (string Name, string Value)[] headers)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in headers)
        {
            answer.Headers.TryAddWithoutValidation(name, value);
        }

        return answer;
    }
}
