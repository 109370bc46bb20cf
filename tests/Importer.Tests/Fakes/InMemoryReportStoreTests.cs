using Importer.Storage;
using Importer.Tests.Reports;

namespace Importer.Tests.Fakes;

/// <summary>The store that tests use keeps to what is asked of every store.</summary>
public sealed class InMemoryReportStoreTests : DocumentStoreContract
{
    private protected override IDocumentStore Store { get; } = new InMemoryReportStore();

    private protected override int Writers => 4000;
}
