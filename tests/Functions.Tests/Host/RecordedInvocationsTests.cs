using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Functions.Tests.Host;

/// <summary>What a real Functions host sent, answered as it wants.</summary>
public sealed class RecordedInvocationsTests(ITestOutputHelper output)
{
    // The recording's functions had other names; the kind is what counts.
    private static readonly Dictionary<string, string[]> ByKind = new()
    {
        ["EgOne"] = ["DeploymentChanged"],
        ["EgMany"] = ["DeploymentChanged"],
        ["EgFail"] = ["DeploymentChanged"],
        ["Tick"] = ["CheckDrift"],
        ["HttpIn"] = ["Reimport", "Plan", "Runs"],
        ["HttpRoute"] = ["Runs"],
        ["HttpRet"] = ["Reimport", "Plan"],
    };

    [Fact]
    public async Task Each_is_answered_200_with_a_json_object_and_makes_nothing_happen_that_it_does_not_ask_for()
    {
        if (SharedFolder.Find("fixtures/host-invocations.jsonl") is not { } path)
        {
            output.WriteLine("not checked: the recorded host invocations are not here");
            return;
        }

        await using var handler = await HandlerUnderTest.StartAsync();
        var answered = 0;
        foreach (var line in await File.ReadAllLinesAsync(path))
        {
            var recorded = JsonNode.Parse(line)!.AsObject();
            var words = recorded["line"]!.GetValue<string>().Split(' ');
            foreach (var function in words[0] == "GET" ? [""] : ByKind[words[1].TrimStart('/')])
            {
                var answer = await ReplayAsync(handler, recorded, words[0], function);
                Assert.Equal(200, answer.Status);
                Assert.Empty(function == "DeploymentChanged" ? answer.Messages : []);
                answered++;
            }
        }

        Assert.True(answered >= 20, $"{answered} answered");
    }

    private static async Task<HandlerAnswer> ReplayAsync(HandlerUnderTest handler, JsonObject recorded, string method, string function)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/" + function);
        if (recorded["body"]!.GetValue<string>() is { Length: > 0 } body)
        {
            request.Content = new StringContent(body);
        }

        foreach (var pair in recorded["headers"]!.AsArray())
        {
            Set(request, pair![0]!.GetValue<string>(), pair[1]!.GetValue<string>());
        }

        return await HandlerAnswer.ReadAsync(await handler.Client.SendAsync(request));
    }

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        if (name == "Content-Type" && request.Content is not null)
        {
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
        }
        else if (name is not "Host")
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
