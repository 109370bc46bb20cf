using Importer.Gateway;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests.Design;

/// <summary>The throttling of one deployment says nothing about the others behind the same backend.</summary>
public sealed class BreakerTests
{
    [Theory]
    [InlineData("{account}", 500)]
    [InlineData("{account}/{deployment}", 429)]
    public async Task A_breaker_opens_for_throttling_only_where_a_backend_stands_for_one_deployment(string basePath, int from)
    {
        var scene = new Scene(
            TheSettings.With(
                new()
                {
                    BasePath = basePath,
                    Policies = new() { CircuitBreaker = new() { FailureCount = 4 } },
                }
            )
        );
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));

        await scene.RunAsync();

        var breaker = scene.Gateway.Resources.Values.Select(found => found.Resource).OfType<Backend>().Single().CircuitBreaker!;
        Assert.Equal((4, from, 599), (breaker.FailureCount, breaker.MinStatus, breaker.MaxStatus));
    }
}
