using Xunit.Abstractions;

namespace EndToEnd.Tests;

/// <summary>
/// Each cloud has all its management calls judged when it ends (see the fixture); this test says in words what was and was
/// not checked.
/// </summary>
[Collection(nameof(PlainCloud))]
public sealed class PublishedTypesTests(PlainCloud cloud, ITestOutputHelper output)
{
    [Fact]
    public async Task Every_management_call_of_an_import_and_a_withdrawal_keeps_to_the_published_types()
    {
        await cloud.Arm.PutAccountAsync("judged");
        await cloud.Arm.DeployAsync("judged", "gpt-4o");
        await cloud.Arm.DeployAsync("judged", "DeepSeek-R1", "DeepSeek");
        await cloud.SettleAsync();
        await cloud.Importer.ImportAsync();
        await cloud.Arm.DeleteAccountAsync("judged");
        await cloud.SettleAsync();

        output.WriteLine(await PublishedTypes.JudgeAsync(await cloud.Control.JournalAsync("arm")));
    }
}
