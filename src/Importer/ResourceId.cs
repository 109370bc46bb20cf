namespace Importer;
