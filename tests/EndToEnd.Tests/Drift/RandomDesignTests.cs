using Xunit.Abstractions;

namespace EndToEnd.Tests.Drift;

/// <summary>
/// No false drift: a thousand designs from seeds are made on a service that normalises what it is given, read back and compared;
/// a plan that is not empty fails with the seed and the design.
/// </summary>
public sealed class RandomDesignTests(ITestOutputHelper output)
{
    private const int Designs = 1_000;
    private const int AtOnce = 20;

    [Fact]
    public async Task A_thousand_random_designs_read_back_show_no_drift()
    {
        await using var world = await RandomWorld.StartAsync();
        var started = TimeProvider.System.GetTimestamp();
        var resources = 0;
        foreach (var seeds in Enumerable.Range(1, Designs).Chunk(AtOnce))
        {
            var (faults, made) = await world.TryAsync([.. seeds.Select(RandomDesigns.Of)]);
            Assert.True(faults.Count == 0, string.Join("\n\n", faults.Take(3)));
            resources += made;
        }

        Assert.True(resources > Designs * 4, $"only {resources} resources were made");
        output.WriteLine($"{Designs} designs, {resources} resources, {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s");
    }

    [Fact]
    public async Task A_real_difference_is_told_with_the_seed_and_the_design()
    {
        await using var world = await RandomWorld.StartAsync();
        var designs = Enumerable.Range(5_000, 12).Select(RandomDesigns.Of).ToList();
        var changed = 0;
        var (faults, _) = await world.TryAsync(
            designs,
            store =>
            {
                var api = store
                    .OfType("Microsoft.ApiManagement/service/apis")
                    .First(api => designs.Exists(design => IsOf(design, api.Name)));
                changed = designs.FindIndex(design => IsOf(design, api.Name));
                var body = api.Body.DeepClone().AsObject();
                body["properties"]!["displayName"] = "Another";
                store.Put(api.Id, api.Type, body);
            }
        );

        var fault = Assert.Single(faults);
        Assert.Contains("Field = displayName", fault, StringComparison.Ordinal);
        Assert.Contains($"seed {designs[changed].Seed}", fault, StringComparison.Ordinal);
        Assert.Contains(designs[changed].Profile.ToJsonString(), fault, StringComparison.Ordinal);

        static bool IsOf(RandomDesign design, string api) => api.Contains($"{design.Seed}x", StringComparison.Ordinal);
    }
}
