using Importer.Runs;

namespace Importer.Tests;

public sealed class RunIdTests
{
    [Fact]
    public void Ids_are_valid_differ_and_sort_by_time()
    {
        var ids = Enumerable.Range(0, 50).Select(_ => RunId.Mint(TimeProvider.System)).ToList();

        Assert.All(ids, id => Assert.True(RunId.IsValid(id), id));
        Assert.Equal(50, ids.Distinct().Count());
        Assert.Equal(ids.Select(id => id[..19]), ids.Select(id => id[..19]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("1234567", false)]
    [InlineData("12345678", true)]
    [InlineData("run_00000001", false)]
    [InlineData("../../../../", false)]
    public void Only_ids_are_valid(string? text, bool valid) => Assert.Equal(valid, RunId.IsValid(text));
}
